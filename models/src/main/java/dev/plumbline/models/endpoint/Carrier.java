package dev.plumbline.models.endpoint;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Carries one request to a server and its answer back. */
@FunctionalInterface
interface Carrier {

    /**
     * Sends a request.
     *
     * @param request all but its address
     * @return fails as {@link java.net.http.HttpClient#sendAsync} does
     */
    CompletableFuture<HttpResponse<byte[]>> send(
            HttpRequest.Builder request, URI target, HttpResponse.BodyHandler<byte[]> body);
}
