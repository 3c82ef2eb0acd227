package dev.plumbline.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An OpenAI server on this machine with the vectors of a table, and faults where a test wants them. */
final class EmbeddingServer implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What goes wrong with a request. */
    enum Fault {
        NONE,
        TOO_MANY_REQUESTS,
        TOO_MANY_REQUESTS_RETRY_AFTER,
        UNAVAILABLE,
        UNAVAILABLE_UNTIL,
        CUT_IN_MID_BODY,
        CUT_AT_ONCE,
        HANG,
        FORBIDDEN
    }

    /** Decides about a request. */
    interface Plan {
        /**
         * What goes wrong.
         *
         * @param number of the request, from 1
         */
        Fault fault(int number);
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Function<String, float[]> model;
    private final Plan plan;
    private final int mostTexts;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<String, Integer> answered = new ConcurrentHashMap<>();
    private final Map<Object, Integer> faults = new ConcurrentHashMap<>();
    private volatile String authorization;
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();

    /** A request: its texts, what else its body has, and its headers by lower-case name. */
    record Sent(List<String> texts, ObjectNode fields, Map<String, String> headers) {}

    /**
     * A server.
     *
     * @param mostTexts in a request; more are refused with 413
     */
    EmbeddingServer(Function<String, float[]> model, Plan plan, int mostTexts) {
        this.model = model;
        this.plan = plan;
        this.mostTexts = mostTexts;
        try {
            server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/v1/embeddings", this::handle);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** How often each text was in an answer that went out whole. */
    Map<String, Integer> answered() {
        return answered;
    }

    /** How often each fault, and 413, occurred. */
    Map<Object, Integer> faults() {
        return faults;
    }

    /** The header of the last request. */
    String authorization() {
        return authorization;
    }

    /** Every request, refused ones too. */
    Collection<Sent> sent() {
        return sent;
    }

    private void keep(HttpExchange exchange, JsonNode request, List<String> texts) {
        ObjectNode fields = request.deepCopy();
        fields.remove("input");
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        sent.add(new Sent(texts, fields, headers));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            authorization = exchange.getRequestHeaders().getFirst("Authorization");
            List<String> texts = new ArrayList<>();
            JsonNode request = MAPPER.readTree(exchange.getRequestBody());
            request.path("input").forEach(text -> texts.add(text.asText()));
            keep(exchange, request, texts);
            if (texts.size() > mostTexts) {
                faults.merge(413, 1, Integer::sum);
                answer(exchange, 413, "{\"error\": \"too many\"}");
                return;
            }
            Fault fault = plan.fault(number.incrementAndGet());
            faults.merge(fault, 1, Integer::sum);
            switch (fault) {
                case NONE -> {
                    answer(exchange, 200, vectors(texts));
                    texts.forEach(text -> answered.merge(text, 1, Integer::sum));
                }
                case TOO_MANY_REQUESTS -> answer(exchange, 429, "{\"error\": {\"message\": \"slow down\"}}");
                case TOO_MANY_REQUESTS_RETRY_AFTER -> {
                    exchange.getResponseHeaders().set("Retry-After", "0");
                    answer(exchange, 429, "{\"error\": {\"message\": \"slow down\"}}");
                }
                case UNAVAILABLE -> answer(exchange, 503, "<html>no backend</html>");
                case UNAVAILABLE_UNTIL -> {
                    exchange.getResponseHeaders().set("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT");
                    answer(exchange, 503, "");
                }
                case CUT_IN_MID_BODY -> {
                    byte[] body = vectors(texts).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body, 0, body.length / 2);
                    exchange.getResponseBody().flush();
                }
                case CUT_AT_ONCE -> exchange.getResponseHeaders();
                case HANG -> hang();
                case FORBIDDEN -> answer(exchange, 403, "{\"error\": \"no more\"}");
            }
        }
    }

    private void hang() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private String vectors(List<String> texts) {
        ObjectNode root = MAPPER.createObjectNode();
        for (int i = 0; i < texts.size(); i++) {
            float[] vector = model.apply(texts.get(i));
            ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            root.withArray("data")
                    .addObject()
                    .put("index", i)
                    .put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
        }
        return root.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
