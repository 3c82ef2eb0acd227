/**
 * Models that travel in Maven artifacts, opened without any download. {@link
 * dev.plumbline.models.embedded.EmbeddedModel#ALL} is the whole list; another one is another entry and another runtime
 * dependency. {@link dev.plumbline.models.embedded.EmbeddedDirectory} makes directories of them that can be trained.
 */
@NullMarked
package dev.plumbline.models.embedded;

import org.jspecify.annotations.NullMarked;
