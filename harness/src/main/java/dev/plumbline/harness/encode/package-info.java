/** Files of texts to files of vectors. */
@NullMarked
package dev.plumbline.harness.encode;

import org.jspecify.annotations.NullMarked;
