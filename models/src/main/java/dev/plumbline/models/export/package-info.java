/**
 * Networks in safetensors written as ONNX graphs: {@link dev.plumbline.models.export.OnnxExport}. A graph is put together
 * from {@code config.json} alone; weights are read and turned one at a time while they are written, so that a network of any
 * size is exported in little memory. Nothing of libtorch is needed. {@link dev.plumbline.models.export.GraphWeights} goes the
 * other way: the weights of a graph that torch made, under the names that they had.
 */
@NullMarked
package dev.plumbline.models.export;

import org.jspecify.annotations.NullMarked;
