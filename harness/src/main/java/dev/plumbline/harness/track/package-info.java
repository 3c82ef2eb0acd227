/**
 * A training run where people look for it: TensorBoard's event files, tables of comma-separated values, a tracking server of
 * MLflow.
 */
@NullMarked
package dev.plumbline.harness.track;

import org.jspecify.annotations.NullMarked;
