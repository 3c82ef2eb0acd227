/**
 * Adapters behind {@link dev.plumbline.tasks.Encoder}: ONNX Runtime, precomputed vectors; tokenizers, pooling and prompts. Knows
 * the port, never an evaluator or a result.
 */
package dev.plumbline.models;
