/**
 * What a training run is to do: its stages and their settings, as {@code stages.yaml} gives them. Reading and checking
 * only; nothing here trains.
 */
@NullMarked
package dev.plumbline.trainer.stage;

import org.jspecify.annotations.NullMarked;
