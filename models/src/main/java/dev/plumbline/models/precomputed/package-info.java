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
 */
@NullMarked
package dev.plumbline.models.precomputed;

import org.jspecify.annotations.NullMarked;
