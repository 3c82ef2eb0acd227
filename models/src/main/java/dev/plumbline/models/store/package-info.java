/**
 * Vectors kept between runs, so that no text is encoded twice by the same model.
 *
 * <p>A store is a folder per model, named by its fingerprint, of shards that are written once and never changed. A shard
 * is, little endian:
 *
 * <pre>
 *   0  8 bytes   "PLUMBVEC"
 *   8  32 bytes  fingerprint of the model
 *  40  int       width d
 *  44  int       rows n
 *  48  n times   key: long, long
 *      n times   CRC-32C of key and row
 *      int       CRC-32C of everything up to here
 *      n times   row: d float32
 * </pre>
 *
 * <p>On its way into a shard a vector is in a journal, a file of its writer's own, little endian too:
 *
 * <pre>
 *   0  8 bytes   "PLUMBJNL"
 *   8  32 bytes  fingerprint of the model
 *  40  int       width d
 *      any number of times: key: long, long; CRC-32C of key and row; row: d float32
 * </pre>
 *
 * <p>A batch is in the journal before it counts as encoded. A killed process therefore loses the batches that were being
 * computed; the machine's own failure loses what is not yet in a shard, at most 4,096 rows. The writer locks its journal:
 * who opens the store takes those up that nobody has locked.
 *
 * <p>Any number of processes may share a folder: each writes shards of its own under a temporary name, forces them to disk
 * and renames them, so that a reader sees a whole shard or none. The suffix {@code .vec1} is the version of the format.
 *
 * <p>Size: a row takes {@code 4 d + 20} bytes on disk, 1,556 for 384 dimensions, so that ten million texts are 16 GB.
 * In memory a row takes 18 to 36 bytes of index, rows themselves stay on disk. Opening reads 20 bytes per row (200 MB for
 * ten million); reading is sequential where texts are asked for in the order they were written, as a second run does.
 * Nothing is ever thrown away; who needs the room deletes a model's folder.
 */
@NullMarked
package dev.plumbline.models.store;

import org.jspecify.annotations.NullMarked;
