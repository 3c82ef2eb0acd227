/**
 * Hard negatives by a model: {@link dev.plumbline.trainer.mine.Miner} goes through training files, ranks a pool of candidates
 * for each query by exact search or BM25, and writes the files anew with negatives. It also writes a teacher's scores, for
 * distillation; {@link dev.plumbline.trainer.mine.RowTexts} writes another model's vectors.
 *
 * <p>Memory is bounded by shards of both sides: candidates' texts lie on disk, their vectors come a chunk at a time from the
 * embedding store, and queries are taken a shard at a time, each going through all chunks.
 */
@NullMarked
package dev.plumbline.trainer.mine;

import org.jspecify.annotations.NullMarked;
