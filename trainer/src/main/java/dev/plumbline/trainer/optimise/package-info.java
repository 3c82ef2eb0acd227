/**
 * From gradients to new weights: AdamW, clipping by global norm, learning rates. Written here because DJL's own differ
 * from torch's (its bias correction goes into the learning rate, its clipping is one-sided); formulas and order of
 * operations are torch 2.13's, so that a training run can be followed step by step in both.
 */
package dev.plumbline.trainer.optimise;
