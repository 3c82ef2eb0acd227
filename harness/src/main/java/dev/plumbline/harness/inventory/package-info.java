/**
 * The files that tasks and models need, before and after a run: what {@code plumbline data} does. Which files those are
 * comes from {@code tasks.evaluate.TaskLoader}, the downloading and the cache from {@code hub}; nothing here prints.
 */
@NullMarked
package dev.plumbline.harness.inventory;

import org.jspecify.annotations.NullMarked;
