/**
 * Two models side by side: which figures are of one kind and which are not, how far apart they are, and what chance alone
 * would do. What is not the same measurement is found by looking at both figures: the measure, the splits and subsets,
 * the data set's revision, and whether the task is the same. Start at {@link dev.plumbline.reports.compare.Comparison}.
 */
@NullMarked
package dev.plumbline.reports.compare;

import org.jspecify.annotations.NullMarked;
