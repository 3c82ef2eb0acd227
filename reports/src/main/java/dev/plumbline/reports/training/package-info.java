/**
 * Reads the folder of a training run as {@code plumbline train} leaves it, from its files alone:
 *
 * <pre>
 * &lt;run&gt;/&lt;stage&gt;/log.jsonl               a line per step; lines {"step": n, "scores": {task: score}} in between
 * &lt;run&gt;/&lt;stage&gt;/final/provenance.json   parent or parents, seed
 * &lt;run&gt;/&lt;stage&gt;/gate.json               what the gate found, as {@code plumbline gate --json} prints it
 * &lt;run&gt;/tasks/                         files of tasks that are the user's own
 * &lt;run&gt;/results/&lt;run&gt;__&lt;label&gt;/       results in mteb's layout, label the stage or {@code start}
 * </pre>
 */
package dev.plumbline.reports.training;
