/**
 * Makes rows to train on of the forms that training data have elsewhere: sentence-transformers' columns, BEIR's and MS MARCO's
 * judgements, the rows of KaLM, FlagEmbedding and NeMo.
 */
@NullMarked
package dev.plumbline.trainer.convert;

import org.jspecify.annotations.NullMarked;
