/** Tasks of a user's own, made of a file of rows: which columns are what, and the data as a run reads them. */
@NullMarked
package dev.plumbline.harness.own;

import org.jspecify.annotations.NullMarked;
