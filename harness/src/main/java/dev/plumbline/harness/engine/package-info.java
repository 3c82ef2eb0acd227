/**
 * Where a model's vectors are computed: in this process, or on a cluster through a module that implements {@link
 * dev.plumbline.harness.engine.Engine}. Scores are always made here, of vectors that are the same to the last bit.
 */
@NullMarked
package dev.plumbline.harness.engine;

import org.jspecify.annotations.NullMarked;
