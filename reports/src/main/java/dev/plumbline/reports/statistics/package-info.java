/**
 * How sure a score is, and a difference of two scores on the same samples: standard errors, paired bootstrap intervals,
 * paired randomisation tests, Holm's correction, and the ranks of a leaderboard under resampled tasks. Pure functions on
 * arrays; nothing is read here.
 *
 * <p>A difference starts at {@link dev.plumbline.reports.statistics.Difference}, a single score at {@link
 * dev.plumbline.reports.statistics.SampleScores}, a leaderboard at {@link
 * dev.plumbline.reports.statistics.RankBootstrap}. Every replicate draws from a stream of its own, which its number and
 * the place of the samples decide, so that no answer depends on the number of threads or on what else is computed.
 */
@NullMarked
package dev.plumbline.reports.statistics;

import org.jspecify.annotations.NullMarked;
