/**
 * The native networks of {@code models} as encoders whose weights can be trained, and copies of weights in the type that
 * products are computed in.
 */
package dev.plumbline.trainer.network;
