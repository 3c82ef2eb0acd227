/** LangChain4j's embedding models as Plumbline's, and the other way about. Needs LangChain4j 1.18 or later. */
@NullMarked
package dev.plumbline.langchain4j;

import org.jspecify.annotations.NullMarked;
