/**
 * Result files of many models, as mteb's cache or the public results repository lays them out:
 * {@code [results/]<org__name>/<revision>/<Task>.json}.
 */
package dev.plumbline.reports.read;
