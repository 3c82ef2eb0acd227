/** A benchmark's table as a page: a plain, self-contained HTML file without scripts. */
package dev.plumbline.reports.summary;
