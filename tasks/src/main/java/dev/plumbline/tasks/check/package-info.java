/**
 * Looks for what is odd in a task's data before it is scored: empty and repeated texts, clashing ids, queries nobody
 * judged, test rows that are training rows too. Starts from what {@code tasks.data} and {@code tasks.transform} read, so
 * that it sees what a run would see; {@link dev.plumbline.tasks.check.DatasetCheck} is the entry. Nothing is changed.
 */
@NullMarked
package dev.plumbline.tasks.check;

import org.jspecify.annotations.NullMarked;
