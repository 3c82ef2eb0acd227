/**
 * Where vectors are computed, searched and texts looked up: in this process, or on a cluster through a module that implements
 * {@link dev.plumbline.harness.engine.Engine}. Scores are always made here, of what is the same to the last bit.
 */
@NullMarked
package dev.plumbline.harness.engine;

import org.jspecify.annotations.NullMarked;
