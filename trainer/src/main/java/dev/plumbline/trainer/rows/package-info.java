/**
 * Training data: rows of JSON lines and Parquet ({@link dev.plumbline.trainer.rows.TrainingExample}), what each data set is
 * trained with ({@link dev.plumbline.trainer.rows.DatasetSettings}), and the batches of a step
 * ({@link dev.plumbline.trainer.rows.BatchSampler}). It knows texts, ids and numbers, no tokens and no network.
 *
 * <p>Nothing is held in memory but an index's counts: opening a file reads it once from front to end, checks every row and
 * writes where each good row begins to an index on disk (20 bytes a row); a compressed or Parquet file is written out beside
 * it as plain JSON lines, since neither can be read from the middle. An index is kept until somebody deletes it; a file that
 * has changed gets another. The order of a pass is a permutation that is computed,
 * not stored, so that the rows of any step are found from (seed, step) alone. That is what makes resuming exact: the state
 * of the data is the number of the next step.
 */
@NullMarked
package dev.plumbline.trainer.rows;

import org.jspecify.annotations.NullMarked;
