/** The commands {@code task init} and {@code task check}, for tasks of a user's own. */
@NullMarked
package dev.plumbline.harness.cli.own;

import org.jspecify.annotations.NullMarked;
