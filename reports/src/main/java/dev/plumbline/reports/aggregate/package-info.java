/**
 * From main scores to a table: a task's score over the benchmark's selection, means over tasks and task types, Borda
 * rank, as mteb 2.20.0 to 2.26.24's leaderboard computes them ({@code benchmarks/_create_table.py}, {@code
 * benchmarks/_benchmark_metrics.py}). Pure functions on scores; no file is read here. Start at {@link
 * dev.plumbline.reports.aggregate.Standings}.
 */
@NullMarked
package dev.plumbline.reports.aggregate;

import org.jspecify.annotations.NullMarked;
