/**
 * Fills in a report: chooses the candidate, the baseline and the models shown, ranks them, compares them, and reads what
 * lies beside their results. Files are read, never a model or a data set; the texts of samples come from above. Start at
 * {@link dev.plumbline.reports.assemble.ReportAssembly}.
 *
 * <p>{@link dev.plumbline.reports.assemble.TrainingFolder} reads the folder of a training run as {@code plumbline train}
 * leaves it, from its files alone:
 *
 * <pre>
 * &lt;run&gt;/&lt;stage&gt;/log.jsonl               a line per step; lines {"step": n, "scores": {task: score}} in between
 * &lt;run&gt;/&lt;stage&gt;/final/provenance.json   parent or parents, seed
 * &lt;run&gt;/&lt;stage&gt;/gate.json               what the gate found, as {@code plumbline gate --json} prints it
 * &lt;run&gt;/tasks/                         files of tasks that are the user's own
 * &lt;run&gt;/results/&lt;run&gt;__&lt;label&gt;/       results in mteb's layout, label the stage or {@code start}
 * </pre>
 */
@NullMarked
package dev.plumbline.reports.assemble;

import org.jspecify.annotations.NullMarked;
