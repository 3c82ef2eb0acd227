/**
 * The command line {@code plumbline}: options, tables and exit codes. The only place that prints or exits. Results go to
 * stdout, progress and logs to stderr.
 */
package dev.plumbline.harness.cli;
