/** What commands share: groups of options and what they stand for, progress on standard error, exit codes, the stop signal. */
@NullMarked
package dev.plumbline.harness.cli.option;

import org.jspecify.annotations.NullMarked;
