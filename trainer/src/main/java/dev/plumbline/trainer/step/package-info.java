/**
 * One training step: tokens through the network, an objective of the vectors, gradients on the weights. Plain, or in
 * chunks with the gradient of the vectors kept between two passes, for batches larger than memory. The network is one of
 * {@code models}' native networks whose weights can be trained; copies of weights are in the type that products are computed
 * in.
 */
@NullMarked
package dev.plumbline.trainer.step;

import org.jspecify.annotations.NullMarked;
