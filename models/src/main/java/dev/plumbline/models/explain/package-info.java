/** What a model does to a text before it encodes it, told to a person: {@code plumbline model explain}. */
@NullMarked
package dev.plumbline.models.explain;

import org.jspecify.annotations.NullMarked;
