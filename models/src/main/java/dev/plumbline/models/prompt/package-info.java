/**
 * Which text mteb puts in front of another, decided by task and role: a table of named prompts as plain
 * sentence-transformers models have it ({@link dev.plumbline.models.prompt.PromptTable}), or instructions rendered into a
 * template ({@link dev.plumbline.models.prompt.InstructionPrompts}). Pure functions over dictionaries; no model here.
 */
@NullMarked
package dev.plumbline.models.prompt;

import org.jspecify.annotations.NullMarked;
