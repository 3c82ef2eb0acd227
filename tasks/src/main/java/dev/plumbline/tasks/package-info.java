/**
 * The port between tasks and models: what a task asks of a model ({@link dev.plumbline.tasks.Encoder} for vectors,
 * {@link dev.plumbline.tasks.Searcher} for rankings) and what a model says of itself
 * ({@link dev.plumbline.tasks.ModelCard}). No adapter is known here.
 */
@NullMarked
package dev.plumbline.tasks;

import org.jspecify.annotations.NullMarked;
