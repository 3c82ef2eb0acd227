/** Two stages: one model finds documents, another ranks the best of them again. */
package dev.plumbline.models.rerank;
