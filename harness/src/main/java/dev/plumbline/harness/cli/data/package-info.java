/** {@code plumbline data}: which data sets there are, fetching, checking and collecting them. */
package dev.plumbline.harness.cli.data;
