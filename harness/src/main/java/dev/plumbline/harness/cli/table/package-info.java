/** Tables and summaries that commands print: text for people, JSON for programs. Nothing here reads a file or runs a model. */
@NullMarked
package dev.plumbline.harness.cli.table;

import org.jspecify.annotations.NullMarked;
