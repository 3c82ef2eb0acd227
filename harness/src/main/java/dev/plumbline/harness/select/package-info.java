/**
 * What a run is about, as plain values: which tasks, where their data sets, networks and prompts are. The command line and
 * training configurations both end here.
 */
@NullMarked
package dev.plumbline.harness.select;

import org.jspecify.annotations.NullMarked;
