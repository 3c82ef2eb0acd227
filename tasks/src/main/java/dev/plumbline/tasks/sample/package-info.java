/**
 * What a model scored on each sample, and the file that keeps it: {@code <Task>.samples.jsonl.gz} beside the result.
 *
 * <p>The file is JSON lines under gzip, in UTF-8. The first line is the header:
 *
 * <pre>{"plumbline_samples": 1, "task": "SciFact", "dataset_revision": "...", "main_score": "ndcg_at_10",
 * "statistic": "mean", "similarities": []}</pre>
 *
 * <p>Every other line is a sample. All have {@code split}, {@code subset} and {@code id}, which is unique in its subset:
 * a query's id, else the row's number from 0, else the number of an experiment. A sample that is not independent of others
 * ({@link dev.plumbline.tasks.sample.SampleClusters}) has {@code cluster}, the id of the first of them, or
 * {@code (not told)} where samples share too much to tell clusters apart. What follows depends on {@code statistic},
 * which says how the samples of a subset make its main score:
 *
 * <ul>
 *   <li>{@code mean}: of {@code score}. Retrieval and reranking: the main measure of a query, with {@code metrics}
 *       (others) and {@code top} (best documents as id, score, judgement). Classification: the share of the experiments
 *       that found the row's {@code label}, with {@code predicted} by experiment. Clustering: the v-measure of an
 *       experiment ({@code Level 0/3}) or, before the .v2 tasks, of a set. Summarization: a text's coefficient.
 *   <li>{@code spearman}, {@code pearson}: correlation of {@code score}, the similarity of a pair in float32, with
 *       {@code gold}. A correlation is no mean: single pairs have no score of their own.
 *   <li>{@code ap}, {@code accuracy}, {@code f1}: the greatest, over the header's {@code similarities}, of what the best
 *       threshold on one entry of {@code scores} reaches on {@code label}. No mean either. Distances are negated, so that
 *       greater is more alike.
 *   <li>{@code none}: the main score cannot be computed from samples.
 * </ul>
 */
@NullMarked
package dev.plumbline.tasks.sample;

import org.jspecify.annotations.NullMarked;
