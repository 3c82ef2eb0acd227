/**
 * Plumbline as a library: {@link dev.plumbline.Plumbline} scores, compares, judges and reports in one call each, and the
 * commands are a shell around the same functions. {@code docs/api.md} shows it in one page.
 */
@NullMarked
package dev.plumbline;

import org.jspecify.annotations.NullMarked;
