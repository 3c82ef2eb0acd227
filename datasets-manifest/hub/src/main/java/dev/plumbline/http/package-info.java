/**
 * Requests over HTTP as the hub and endpoints both make them: through the proxies the environment names, without a redirect
 * followed unasked, and repeated after pauses that grow or that the server asks for. What an answer means is their business.
 */
@NullMarked
package dev.plumbline.http;

import org.jspecify.annotations.NullMarked;
