/** Commands that score: {@code run}, {@code quickstart}, {@code conformance}; and what there is to score: {@code tasks}, {@code benchmarks}. */
@NullMarked
package dev.plumbline.harness.cli.run;

import org.jspecify.annotations.NullMarked;
