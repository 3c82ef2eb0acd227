/**
 * mteb's result files: {@link dev.plumbline.tasks.result.TaskResult} is one {@code <Task>.json} as mteb 2.20.0 to 2.26.24
 * writes it ({@code mteb/results/task_result.py}), and reading covers what older releases wrote too. In memory scores keep
 * full precision; only the file is rounded, to six decimals. Where files lie is not known here.
 */
@NullMarked
package dev.plumbline.tasks.result;

import org.jspecify.annotations.NullMarked;
