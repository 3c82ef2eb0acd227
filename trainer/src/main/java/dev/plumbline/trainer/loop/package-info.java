/**
 * Training itself: the stages of a run one after the other, the steps of a stage, what is logged and saved. What it needs
 * from above, scoring a checkpoint and judging a stage, it declares here and the harness implements.
 */
@NullMarked
package dev.plumbline.trainer.loop;

import org.jspecify.annotations.NullMarked;
