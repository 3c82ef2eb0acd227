/**
 * The evaluators: a task with its data read ({@link dev.plumbline.tasks.evaluate.LoadedTask}) asks an encoder for vectors
 * and turns them into mteb's scores. One class per kind of task, each naming the file of mteb 2.20.0 to 2.26.24 it
 * reproduces; the arithmetic itself is in {@code numeric}. Start at {@link dev.plumbline.tasks.evaluate.TaskLoader}.
 */
@NullMarked
package dev.plumbline.tasks.evaluate;

import org.jspecify.annotations.NullMarked;
