/** Commands about training: {@code train}, and {@code mine}, {@code label} and {@code decontaminate} for its data. */
@NullMarked
package dev.plumbline.harness.cli.train;

import org.jspecify.annotations.NullMarked;
