/**
 * What training minimises: losses of a batch of vectors, as functions of arrays whose gradients the engine takes. They
 * know vectors, ids and what teachers say, no network and no text. Formulas: KaLM-Embedding-V2 (arXiv 2506.20923) where
 * nothing else is named, and sentence-transformers 6.2 for guided masks, hardness and alignment; where the paper leaves a choice open, it is a setting.
 */
@NullMarked
package dev.plumbline.trainer.objective;

import org.jspecify.annotations.NullMarked;
