/** What a run would have to do: texts, tokens, vectors, disk, memory, time, requests and price, before any of it is done. */
@NullMarked
package dev.plumbline.harness.plan;

import org.jspecify.annotations.NullMarked;
