/**
 * Two folders of results file by file: which scores differ, and what is recorded of how both came about. For "the same model
 * scored twice does not give the same number"; to compare two models see {@code reports.compare}. Start at {@link
 * dev.plumbline.reports.diff.ResultDiff}.
 */
@NullMarked
package dev.plumbline.reports.diff;

import org.jspecify.annotations.NullMarked;
