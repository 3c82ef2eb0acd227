/**
 * One checkpoint out of several: weighted averages and spherical interpolation of weights, and which checkpoints to take.
 * Tensors are read piece by piece; no checkpoint is held whole.
 */
@NullMarked
package dev.plumbline.trainer.soup;

import org.jspecify.annotations.NullMarked;
