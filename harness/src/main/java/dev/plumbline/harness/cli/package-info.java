/**
 * The command line {@code plumbline}: options, tables and exit codes. The only place that prints or exits. Results go to
 * stdout, progress and logs to stderr.
 *
 * <p>Commands are grouped by noun. A room of commands has the name of the harness's room that does the work, where there is
 * one: {@code harness.cli.run} is the shell of {@code harness.run}. Everywhere else a name means one room.
 */
@NullMarked
package dev.plumbline.harness.cli;

import org.jspecify.annotations.NullMarked;
