/** Texts by which {@code plumbline model explain} shows what a model does to the texts of a task. */
package dev.plumbline.harness.excerpt;
