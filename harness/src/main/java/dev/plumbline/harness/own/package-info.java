/** Tasks of a user's own, made of a file of rows: which columns are what, and the data as a run reads them. */
package dev.plumbline.harness.own;
