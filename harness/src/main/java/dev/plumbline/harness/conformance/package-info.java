/**
 * Golden cases: a small data set, a table of vectors standing for the model, and the scores mteb itself computed. Each case
 * runs through the same loader, runner and {@code embeddings:} model as {@code plumbline run}; both the scores in memory
 * and the written result file are compared.
 */
@NullMarked
package dev.plumbline.harness.conformance;

import org.jspecify.annotations.NullMarked;
