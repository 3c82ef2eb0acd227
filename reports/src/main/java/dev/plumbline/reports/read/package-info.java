/**
 * Result files of many models, as mteb's cache or the public results repository lays them out:
 * {@code [results/]<org__name>/<revision>/<Task>.json}, and {@code .../<revision>/experiments/<name>/<Task>.json} for the
 * same model with other settings.
 */
package dev.plumbline.reports.read;
