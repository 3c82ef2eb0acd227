/**
 * Reads the folder of a training run as {@code plumbline train} leaves it, from its files alone:
 *
 * <pre>
 * &lt;run&gt;/&lt;stage&gt;/log.jsonl               a line per step; lines {"step": n, "scores": {task: score}} in between
 * &lt;run&gt;/&lt;stage&gt;/final/provenance.json   parent or parents, seed
 * &lt;run&gt;/&lt;stage&gt;/gate.json               what {@code plumbline gate --json} printed, if it was asked
 * &lt;run&gt;/results/&lt;run&gt;__&lt;label&gt;/       results in mteb's layout, label the stage or {@code start}
 * </pre>
 */
package dev.plumbline.reports.training;
