/**
 * Networks that are an ONNX graph from token ids to token vectors, computed by ONNX Runtime. One session is shared by all
 * worker threads, each with its own pinned buffers. {@code GraphInput} knows what a graph may want and how to feed it.
 */
@NullMarked
package dev.plumbline.models.onnx;

import org.jspecify.annotations.NullMarked;
