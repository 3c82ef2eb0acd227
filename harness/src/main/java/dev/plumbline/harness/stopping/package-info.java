/** A gate that looks on while a model is being scored, and ends the run where nothing is left to find out. */
@NullMarked
package dev.plumbline.harness.stopping;

import org.jspecify.annotations.NullMarked;
