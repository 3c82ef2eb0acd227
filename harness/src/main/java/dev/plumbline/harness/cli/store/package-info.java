/** {@code plumbline store}: the vectors kept between runs, what they are, whether they are whole, and room made. */
@NullMarked
package dev.plumbline.harness.cli.store;

import org.jspecify.annotations.NullMarked;
