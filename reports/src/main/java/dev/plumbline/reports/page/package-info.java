/**
 * A report as a person reads it. Sections ({@code ...Section}) turn the {@link dev.plumbline.reports.report.Report} into
 * blocks of text, tables and charts; writers turn blocks into HTML and Markdown. Every number in a block knows where in the
 * JSON form it is, so that a test can hold the two to each other. JSON and CSV are written from the report itself. Start at
 * {@link dev.plumbline.reports.page.ReportFormat}.
 */
@NullMarked
package dev.plumbline.reports.page;

import org.jspecify.annotations.NullMarked;
