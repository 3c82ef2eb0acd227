package dev.plumbline.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * An answer, after redirects.
 *
 * @param address which gave it, without the query, where storage servers carry signatures
 * @param fromHub headers of the last answer that the endpoint itself gave
 * @param headers of this answer
 */
record HubReply(int status, URI address, HttpHeaders fromHub, HttpHeaders headers, InputStream body)
        implements AutoCloseable {

    /** A header as the endpoint gave it, else as whoever holds the content did. */
    Optional<String> header(String name) {
        return fromHub.firstValue(name).or(() -> headers.firstValue(name));
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
