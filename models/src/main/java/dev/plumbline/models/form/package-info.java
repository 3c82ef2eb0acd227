/**
 * Shorter and coarser forms of a model's vectors, as mteb makes them: fewer dimensions, fewer bits. They are made from the
 * full vectors, so a text is encoded once whatever number of forms is scored.
 */
@NullMarked
package dev.plumbline.models.form;

import org.jspecify.annotations.NullMarked;
