/**
 * The regression gate: rules on a comparison of a candidate with a baseline, checked on what the samples can tell. Start at
 * {@link dev.plumbline.reports.gate.Gate}.
 *
 * <p>A rule fails where three things hold: the drop is larger than the rule allows, it is at least the least effect that
 * matters, and chance alone would not explain it. The last is tested with the paired randomisation test and Holm's
 * correction over every test of the gate, so that the chance of any false alarm is at most the level asked for, however many
 * tasks there are. Where there are no samples to test with, the first two decide, and the gate says so.
 */
@NullMarked
package dev.plumbline.reports.gate;

import org.jspecify.annotations.NullMarked;
