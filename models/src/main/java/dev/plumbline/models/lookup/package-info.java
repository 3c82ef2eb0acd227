/** Models without a network: a vector per token, looked up in a table and averaged (StaticEmbedding, model2vec). */
@NullMarked
package dev.plumbline.models.lookup;

import org.jspecify.annotations.NullMarked;
