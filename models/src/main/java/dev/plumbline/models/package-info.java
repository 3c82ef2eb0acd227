/**
 * Adapters behind {@link dev.plumbline.tasks.Encoder}: embedded models, directories, the hub, endpoints, precomputed
 * vectors; tokenizers, pooling and prompts. Start at {@link dev.plumbline.models.Models}, which opens what {@code --model} names; a new kind of model
 * is one entry there and one package here. Packages below know the port and each other, never this package, an
 * evaluator or a result.
 */
@NullMarked
package dev.plumbline.models;

import org.jspecify.annotations.NullMarked;
