/**
 * The ground floor, which every room stands on: the one exception type, names that are safe as file names, files and folders
 * that appear whole, files for what does not fit in memory, hashes, random streams, the process's own memory, and the one reader of
 * files that people write (YAML or JSON). Nothing here knows of models, tasks or results, and nothing here opens a connection.
 */
@NullMarked
package dev.plumbline.ground;

import org.jspecify.annotations.NullMarked;
