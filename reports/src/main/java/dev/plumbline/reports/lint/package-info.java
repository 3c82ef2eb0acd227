/**
 * Result files that cannot be right: values out of range, scores that contradict each other, entries that are not the
 * task's, and combinations of task and mteb version that are known to be wrong. Start at {@link
 * dev.plumbline.reports.lint.Lint}.
 *
 * <p>What follows from the definition of a measure is an error; what is merely unusual or incomplete is a warning or a note,
 * since published files of many years are full of it.
 */
@NullMarked
package dev.plumbline.reports.lint;

import org.jspecify.annotations.NullMarked;
