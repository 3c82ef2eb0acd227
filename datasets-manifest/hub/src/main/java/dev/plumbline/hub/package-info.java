/**
 * Hugging Face's hub, and the cache that {@code huggingface_hub} (2.4.0) shares with everyone: the environment variables,
 * names, where a repository's files lie on disk, and how they get there. Connections are opened by {@code http}.
 *
 * <pre>
 * datasets--org--name/                 models--org--name/ for models
 *   blobs/&lt;etag&gt;                       a file's content; the etag is its SHA-256, or its git blob SHA-1 if it is small
 *   snapshots/&lt;commit&gt;/path/of/file    a relative link to its blob, or a copy where links are impossible
 *   refs/main                          the commit the branch was last seen at
 *   trees/&lt;commit&gt;.json                huggingface_hub's own record of the files of a commit
 *   .plumbline/&lt;commit&gt;.json           ours, in the same format
 * .locks/datasets--org--name/          one lock file per blob
 * </pre>
 *
 * <p>The record of a commit's files is what tells a snapshot of which only some files were wanted from one whose download
 * was cut off. Ours lies apart because {@code snapshot_download(local_files_only=True)} refuses a snapshot that lacks any
 * file named in {@code trees}, and a task needs only some.
 */
@NullMarked
package dev.plumbline.hub;

import org.jspecify.annotations.NullMarked;
