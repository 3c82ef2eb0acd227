/**
 * From gradients to new weights: AdamW, clipping by global norm, learning rates. Not DJL's own, which differ from torch's (its
 * bias correction goes into the learning rate, its clipping is one-sided): libtorch's kernels do the work, for all parameters
 * in one call each, so that a training run can be followed step by step in torch.
 */
@NullMarked
package dev.plumbline.trainer.optimise;

import org.jspecify.annotations.NullMarked;
