/**
 * One training step: tokens through the network, an objective of the vectors, gradients on the weights. Plain, or in
 * chunks with the gradient of the vectors kept between two passes, for batches larger than memory.
 */
package dev.plumbline.trainer.step;
