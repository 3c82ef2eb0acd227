/** Tables and summaries that commands print: text for people, JSON for programs. Nothing here reads a file or runs a model. */
package dev.plumbline.harness.cli.table;
