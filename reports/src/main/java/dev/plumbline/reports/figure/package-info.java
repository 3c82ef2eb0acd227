/**
 * Figures: main scores with what they were measured on. They come from result files, or from a file of figures, of which
 * one ships with Plumbline ({@link dev.plumbline.reports.figure.FigureTable#published()}).
 *
 * <p>A file of figures is text in UTF-8 under gzip, one record a line, fields separated by tabs:
 *
 * <pre>
 * plumbline figures	1
 * source	https://github.com/embeddings-benchmark/results ...
 * date	2026-08-20
 * model	org/name	revision=...	n_parameters=494032768	embedding_dim=64|128|896	...
 * task	Ocnli
 * figure	validation	default	0.7298	66e76a61...	1.38.9	run	max_accuracy=0.7298	max_ap=0.7651
 * </pre>
 *
 * <p>Lines between the first and the first model describe where the figures come from. A figure has split, subset, main
 * score, data set revision, mteb version, {@code run} or {@code self-reported}, and the measures that are known by name. An
 * unknown revision or version is empty.
 */
@NullMarked
package dev.plumbline.reports.figure;

import org.jspecify.annotations.NullMarked;
