/**
 * A model that is a table of vectors computed elsewhere: {@link dev.plumbline.models.precomputed.EmbeddingsFile}. The
 * file is Parquet with the columns
 *
 * <ul>
 *   <li>{@code text}: what an encoder would receive, without any prompt;
 *   <li>{@code prompt_type}: {@code query}, {@code document}, or null for either and for tasks without prompt types; the
 *       column may be left out;
 *   <li>{@code vector}: a list of float or double, of one length; doubles are narrowed.
 * </ul>
 *
 * <p>Its vectors are kept in a temporary file of 4 bytes a value; on the heap are hashes of texts, and while it is read the pages
 * of one row group: row groups of 100,000 rows, say, keep that small.
 */
@NullMarked
package dev.plumbline.models.precomputed;

import org.jspecify.annotations.NullMarked;
