/**
 * Fills in a report: chooses the candidate, the baseline and the models shown, ranks them, compares them, and reads what
 * lies beside their results. Files are read, never a model or a data set; the texts of samples come from above. Start at
 * {@link dev.plumbline.reports.assemble.ReportAssembly}.
 */
package dev.plumbline.reports.assemble;
