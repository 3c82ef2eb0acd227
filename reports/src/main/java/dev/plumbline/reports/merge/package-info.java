/**
 * Several folders of results made one: the union of their files and, within a task's file, of its splits and subsets. Where
 * two disagree the first stays and the other is set aside, never dropped and never mixed in. What is done is planned here
 * and written by the command line. Start at {@link dev.plumbline.reports.merge.ResultMerge}.
 */
@NullMarked
package dev.plumbline.reports.merge;

import org.jspecify.annotations.NullMarked;
