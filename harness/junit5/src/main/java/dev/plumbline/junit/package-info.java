/**
 * Regression tests of embeddings for JUnit 5: a model's scores beside those of a baseline that is kept with the sources, and
 * a failure where they have become worse than chance would have them.
 */
@NullMarked
package dev.plumbline.junit;

import org.jspecify.annotations.NullMarked;
