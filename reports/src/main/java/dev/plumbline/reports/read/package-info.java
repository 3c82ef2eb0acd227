/**
 * Result files of many models, as mteb's cache or the public results repository lays them out:
 * {@code [results/]<org__name>/<revision>/<Task>.json}, and {@code .../<revision>/experiments/<name>/<Task>.json} for the
 * same model with other settings. And the files of samples that lie beside results: read, paired by id, and turned into what
 * {@code reports.statistics} works on; their format is described in {@code tasks.sample}.
 */
@NullMarked
package dev.plumbline.reports.read;

import org.jspecify.annotations.NullMarked;
