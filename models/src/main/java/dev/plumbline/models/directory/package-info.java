/**
 * Models that are a directory in the layout of sentence-transformers or Hugging Face: read by {@link
 * dev.plumbline.models.directory.ModelDirectory}, written by {@link dev.plumbline.models.directory.ModelDirectoryWriter}.
 *
 * <p>Each file has one reader that gives a plain description. What sentence-transformers 6.2.0 would do is done; what is
 * not supported is refused by its name, never guessed.
 */
@NullMarked
package dev.plumbline.models.directory;

import org.jspecify.annotations.NullMarked;
