/**
 * Checkpoints: a model's directory that Python loads, and beside the weights what training needs to go on exactly,
 * {@code trainer_state/}, and how they came about, {@code provenance.json}. A folder is there as a whole or not at all.
 *
 * <pre>
 * &lt;output&gt;/&lt;stage&gt;/checkpoint-&lt;step&gt;/   within a stage, the last few
 * &lt;output&gt;/&lt;stage&gt;/final/               its end
 * </pre>
 */
@NullMarked
package dev.plumbline.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
