/**
 * Encoders that run elsewhere and are asked over HTTP: OpenAI's embeddings API and those that speak it, and Hugging Face's
 * text-embeddings-inference. {@link dev.plumbline.models.endpoint.EndpointEncoder} is the way in. {@code Dispatch} cuts
 * texts into requests and sends several at once, {@code Transport} repeats a request until it is answered, a
 * {@code Protocol} knows one API's requests and replies. {@code SizeWords} knows what a refusal for size
 * sounds like, {@code VectorReply} the shapes of answers. Nothing here trusts a server: what cannot be a vector for each
 * text is an error.
 */
@NullMarked
package dev.plumbline.models.endpoint;

import org.jspecify.annotations.NullMarked;
