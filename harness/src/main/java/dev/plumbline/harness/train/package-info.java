/**
 * What a training run needs from the harness: scores of its checkpoints and a judgement of them, what other models make of its
 * texts, and rows of data sets that are on the hub or of another form.
 */
@NullMarked
package dev.plumbline.harness.train;

import org.jspecify.annotations.NullMarked;
