/** The commands {@code task init} and {@code task check}, for tasks of a user's own. */
package dev.plumbline.harness.cli.own;
