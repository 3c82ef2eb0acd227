/**
 * Reads results, never a model or a data set: aggregation over benchmarks, and later statistics, charts and HTML.
 */
package dev.plumbline.reports;
