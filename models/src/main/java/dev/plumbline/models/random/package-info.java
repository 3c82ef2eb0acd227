/** The baseline that knows nothing: vectors drawn from a hash of the text. */
package dev.plumbline.models.random;
