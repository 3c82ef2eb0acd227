/**
 * What is known of each task and benchmark before any data is read. One JSON file per task under
 * {@code manifest/tasks}, one per benchmark under {@code manifest/benchmarks}; {@code manifest/task.schema.json} is the
 * format's specification and holds for a user's own {@code --task-file} too. A task file states what the task is; which
 * of its splits and subsets are scored belongs to the benchmark. Start at {@link dev.plumbline.manifest.Manifest}.
 *
 * <p>Facts are those of mteb 2.20.0, and of 2.26.24 too (docs/compatibility.md). No behaviour here: a transform is only named.
 */
@NullMarked
package dev.plumbline.manifest;

import org.jspecify.annotations.NullMarked;
