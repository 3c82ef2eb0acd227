/** {@code plumbline model} and {@code plumbline export}: what a model does with a text, and its other forms. */
@NullMarked
package dev.plumbline.harness.cli.model;

import org.jspecify.annotations.NullMarked;
