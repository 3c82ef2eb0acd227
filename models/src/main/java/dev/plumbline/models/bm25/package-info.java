/**
 * The lexical baseline: BM25 over a Lucene index that lives as long as one search. {@link dev.plumbline.models.bm25.Bm25}
 * says which formula, which words and which texts go into it.
 */
@NullMarked
package dev.plumbline.models.bm25;

import org.jspecify.annotations.NullMarked;
