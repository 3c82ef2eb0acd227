/** The baseline that knows nothing: vectors drawn from a hash of the text. */
@NullMarked
package dev.plumbline.models.random;

import org.jspecify.annotations.NullMarked;
