/** What a training run needs from the harness: scores of its checkpoints, and a judgement of them. */
package dev.plumbline.harness.train;
