/** Commands that read results and never a model: {@code results}, {@code compare}, {@code gate}, {@code report}. */
@NullMarked
package dev.plumbline.harness.cli.results;

import org.jspecify.annotations.NullMarked;
