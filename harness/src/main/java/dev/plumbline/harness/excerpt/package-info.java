/** Texts by which {@code plumbline model explain} shows what a model does to the texts of a task. */
@NullMarked
package dev.plumbline.harness.excerpt;

import org.jspecify.annotations.NullMarked;
