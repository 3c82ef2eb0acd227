/**
 * The files of samples that lie beside results: read, paired by id, and turned into what {@code reports.statistics} works
 * on. The format is described in {@code tasks.sample}.
 */
package dev.plumbline.reports.samples;
