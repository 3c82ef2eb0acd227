/** Two stages: one model finds documents, another ranks the best of them again. */
@NullMarked
package dev.plumbline.models.rerank;

import org.jspecify.annotations.NullMarked;
