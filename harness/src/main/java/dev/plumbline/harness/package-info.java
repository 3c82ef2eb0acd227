/**
 * The runner and the command line, on top of everything else.
 */
package dev.plumbline.harness;
