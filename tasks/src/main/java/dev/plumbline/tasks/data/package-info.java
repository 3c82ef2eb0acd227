/**
 * Data sets in Hugging Face layout, read into tables of plain values: which files form a config and a split
 * ({@link dev.plumbline.tasks.data.RepositoryLayout}), the file formats, and the two shapes evaluators start from,
 * {@link dev.plumbline.tasks.data.Table} and {@link dev.plumbline.tasks.data.RetrievalData}. Every error names the file,
 * row and column it is about; columns of many texts lie in mapped temporary files and not on the heap
 * ({@link dev.plumbline.tasks.data.Table} tells nobody); what mteb scores although it looks wrong is an {@link dev.plumbline.tasks.data.Oddity}, with the
 * first place, and goes with the score. What mteb does to rows after reading belongs to {@code tasks.transform}; downloading
 * belongs behind {@link dev.plumbline.tasks.data.DatasetSource}.
 */
@NullMarked
package dev.plumbline.tasks.data;

import org.jspecify.annotations.NullMarked;
