/**
 * Encoders that are an ONNX graph from token ids to token vectors, followed by pooling: {@link
 * dev.plumbline.models.onnx.OnnxEncoder}. One session is shared by all worker threads, each with its own pinned buffers.
 * Pooling and normalisation follow sentence-transformers' modules of the same names.
 */
package dev.plumbline.models.onnx;
