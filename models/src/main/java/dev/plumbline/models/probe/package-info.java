/**
 * What a model does with texts that are chosen to show it: {@link dev.plumbline.models.probe.Probe} asks any encoder and
 * fills a {@link dev.plumbline.models.probe.ProbeReport}. Knows the port only, so that an endpoint, a directory and a file of
 * vectors are asked the same.
 */
@NullMarked
package dev.plumbline.models.probe;

import org.jspecify.annotations.NullMarked;
