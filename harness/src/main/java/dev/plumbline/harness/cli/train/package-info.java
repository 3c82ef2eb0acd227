/** Commands about training: {@code train}, and {@code mine}, {@code label} and {@code decontaminate} for its data. */
package dev.plumbline.harness.cli.train;
