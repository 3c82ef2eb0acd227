package dev.plumbline.hub;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** Ways in which servers misbehave. */
public final class Faults {

    private Faults() {}

    /** An error status, with the hub's code. */
    public static HubServer.Fault status(int status, String code) {
        return (exchange, content) -> {
            if (!code.isEmpty()) {
                exchange.getResponseHeaders().set("X-Error-Code", code);
            }
            HubServer.send(exchange, status, new byte[0]);
        };
    }

    /** Too many requests, with a wish. */
    public static HubServer.Fault busy(String header, String value) {
        return (exchange, content) -> {
            exchange.getResponseHeaders().set(header, value);
            HubServer.send(exchange, 429, new byte[0]);
        };
    }

    public static HubServer.Fault redirect(String location) {
        return (exchange, content) -> {
            exchange.getResponseHeaders().set("Location", location);
            HubServer.send(exchange, 307, new byte[0]);
        };
    }

    /** Announces the whole, or what a range leaves of it, sends so much of it and hangs up. */
    public static HubServer.Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-.*", "$1"));
            if (range != null) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
            OutputStream out = exchange.getResponseBody();
            out.write(content, from, Math.min(bytes, content.length - from));
            out.flush();
            // closing the exchange before the whole was written closes the connection
        };
    }

    /** Sends so much and then nothing more, until released. */
    public static HubServer.Fault standStillAfter(int bytes, CountDownLatch released) {
        return (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            OutputStream out = exchange.getResponseBody();
            out.write(content, 0, bytes);
            out.flush();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** The whole file, whatever range was asked for. */
    public static HubServer.Fault ignoreRange() {
        return (exchange, content) -> HubServer.send(exchange, 200, content);
    }

    /** The file without its last byte, said to be whole. */
    public static HubServer.Fault oneByteShort() {
        return (exchange, content) -> HubServer.send(exchange, 200, Arrays.copyOf(content, content.length - 1));
    }

    /** The file with one bit changed. */
    public static HubServer.Fault oneBitWrong() {
        return (exchange, content) -> {
            byte[] damaged = content.clone();
            damaged[damaged.length / 2] ^= 1;
            HubServer.send(exchange, 200, damaged);
        };
    }

    /** What is no JSON, as a proxy that wants a login sends it. */
    public static HubServer.Fault loginPage() {
        return (exchange, content) -> HubServer.send(exchange, 200, "<html>log in".getBytes(StandardCharsets.UTF_8));
    }
}
