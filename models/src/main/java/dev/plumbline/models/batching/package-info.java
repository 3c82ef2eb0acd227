/**
 * What every encoder that runs a network needs before and around it: each distinct text once, batches of a bounded
 * number of padded tokens, a fixed set of worker threads, progress. Knows texts and lengths, no model.
 */
@NullMarked
package dev.plumbline.models.batching;

import org.jspecify.annotations.NullMarked;
