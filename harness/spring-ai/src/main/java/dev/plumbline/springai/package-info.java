/** Spring AI's embedding models as Plumbline's, and the other way about. For Spring AI 1.1 and 2.0. */
@NullMarked
package dev.plumbline.springai;

import org.jspecify.annotations.NullMarked;
