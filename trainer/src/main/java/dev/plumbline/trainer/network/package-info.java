/** The native networks of {@code models} as encoders whose weights can be trained. */
package dev.plumbline.trainer.network;
