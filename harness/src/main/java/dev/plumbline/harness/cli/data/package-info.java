/** {@code plumbline data}: which data sets there are, fetching, checking and collecting them. */
@NullMarked
package dev.plumbline.harness.cli.data;

import org.jspecify.annotations.NullMarked;
