/**
 * Between encoders and the embedding models of other Java libraries, whichever library: each distinct text once, requests no
 * larger than theirs may be, failures and token counts handed on. What a library's classes look like is known to its module
 * alone.
 */
@NullMarked
package dev.plumbline.models.library;

import org.jspecify.annotations.NullMarked;
