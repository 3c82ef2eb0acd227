/**
 * What mteb does to the rows of a data set between reading and scoring: the transform a task file names, and the rows
 * after it, {@link dev.plumbline.tasks.transform.RowData}. Reading belongs to {@code tasks.data}, scoring to the
 * evaluators.
 */
@NullMarked
package dev.plumbline.tasks.transform;

import org.jspecify.annotations.NullMarked;
