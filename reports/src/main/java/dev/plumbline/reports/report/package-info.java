/**
 * What a report says, as data: the tree whose JSON is {@code plumbline report --format json}, and from which every other
 * form is rendered. Scores and differences are fractions of 1. Records only; they are filled in by {@code
 * reports.assemble} and shown by {@code reports.page}. Start at {@link dev.plumbline.reports.report.Report}.
 */
@NullMarked
package dev.plumbline.reports.report;

import org.jspecify.annotations.NullMarked;
