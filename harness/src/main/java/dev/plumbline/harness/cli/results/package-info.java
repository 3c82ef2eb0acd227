/** Commands that read results and never a model: {@code results}, {@code compare}, {@code gate}, {@code report}. */
package dev.plumbline.harness.cli.results;
