/**
 * Plain numerics that decide scores: random generators, fitted models, cluster agreement, correlations, rankings. Each
 * class names the library routine it reproduces. Sees nothing but {@code java.*} and special functions; {@code double} accumulation unless
 * single precision is what decides a number. No task, no file, no logging.
 */
@NullMarked
package dev.plumbline.tasks.numeric;

import org.jspecify.annotations.NullMarked;
