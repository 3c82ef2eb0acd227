/** What a training run needs from the harness: scores of its checkpoints, and a judgement of them. */
@NullMarked
package dev.plumbline.harness.train;

import org.jspecify.annotations.NullMarked;
