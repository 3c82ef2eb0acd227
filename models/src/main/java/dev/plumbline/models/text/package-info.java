/**
 * Encoders made of a tokenizer, a {@link dev.plumbline.models.network.TokenNetwork} and what turns its token vectors into
 * one vector per text: {@link dev.plumbline.models.text.TextEncoder}. Pooling and the layers after it follow
 * sentence-transformers' modules of the same names. Nothing here knows where a model's files come from.
 */
@NullMarked
package dev.plumbline.models.text;

import org.jspecify.annotations.NullMarked;
