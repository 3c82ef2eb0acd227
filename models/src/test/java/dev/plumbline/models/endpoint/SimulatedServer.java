package dev.plumbline.models.endpoint;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;

/**
 * A paid service inside this process, in virtual time: it counts requests and tokens by the minute, is gone at times, exchanges
 * its keys, breaks off an answer now and then that it has charged for, and keeps a ledger. Texts are {@code #NUMBER} and more.
 */
final class SimulatedServer implements Carrier {

    static final int WIDTH = 4;

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final Pattern INPUT = Pattern.compile("\"input\":\\[(.*?)\\]");
    private static final Pattern TEXT = Pattern.compile("\"(?:#(\\d+) )?([^\"]*)\"");
    private static final Duration SERVED = Duration.ofMillis(180);

    /** How it is not there. */
    enum Outage {
        BUSY,
        BUSY_UNTIL,
        UNREACHABLE,
        SILENT
    }

    private record Absence(Outage kind, long from, long to) {}

    private record Event(long at, Runnable what) {}

    /** What it did. */
    enum Deed {
        ANSWERED,
        LOST,
        BROKEN,
        ABSENT,
        REFUSED_KEY,
        TOO_MANY
    }

    private final VirtualTime time;
    private final Duration timeout;
    private final List<Absence> absences = new ArrayList<>();
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final EnumMap<Deed, Long> deeds = new EnumMap<>(Deed.class);
    private final BitSet delivered = new BitSet();
    private long deliveredTwice;
    private long samples;
    private long lostTexts;
    private long tokensDelivered;
    private long tokensLost;
    private String key = "";
    private int requestsPerMinute = Integer.MAX_VALUE;
    private long tokensPerMinute = Long.MAX_VALUE;
    private int loseEvery = Integer.MAX_VALUE;
    private long minute = -1;
    private int requestsThisMinute;
    private long tokensThisMinute;

    /** @param timeout of those who ask */
    SimulatedServer(VirtualTime time, Duration timeout) {
        this.time = time;
        this.timeout = timeout;
    }

    synchronized void accepts(String secret) {
        key = secret;
    }

    synchronized void limits(int requests, long tokens) {
        requestsPerMinute = requests;
        tokensPerMinute = tokens;
    }

    /** Every so many answers, one does not arrive. */
    synchronized void loses(int every) {
        loseEvery = every;
    }

    synchronized void absent(Outage kind, Duration from, Duration length) {
        absences.add(new Absence(kind, from.toNanos(), from.plus(length).toNanos()));
    }

    /** Happens before the first request after that time; given in order. */
    synchronized void at(Duration when, Runnable what) {
        events.add(new Event(when.toNanos(), what));
    }

    @Override
    public CompletableFuture<HttpResponse<byte[]>> send(
            HttpRequest.Builder builder, URI target, HttpResponse.BodyHandler<byte[]> handler) {
        HttpRequest request = builder.uri(target).build();
        List<String> texts = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        read(body(request), texts, numbers);
        long tokens = texts.stream().mapToLong(SimulatedServer::tokens).sum();
        Optional<Absence> absence = arrive();
        if (absence.isPresent()) {
            count(Deed.ABSENT);
            return absent(absence.get());
        }
        Optional<Reply> refusal = refusal(request, tokens);
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(refusal.get());
        }
        time.pass(SERVED);
        return serve(numbers, tokens);
    }

    private synchronized Optional<Absence> arrive() {
        long now = time.nanos();
        while (!events.isEmpty() && events.peek().at() <= now) {
            events.remove().what().run();
        }
        return absence(now);
    }

    private Optional<Absence> absence(long now) {
        return absences.stream()
                .filter(one -> one.from() <= now && now < one.to())
                .findFirst();
    }

    private CompletableFuture<HttpResponse<byte[]>> absent(Absence absence) {
        long left = absence.to() - time.nanos();
        return switch (absence.kind()) {
            case BUSY -> CompletableFuture.completedFuture(new Reply(503, "{\"error\": \"overloaded\"}", Map.of()));
            case BUSY_UNTIL ->
                CompletableFuture.completedFuture(new Reply(
                        503,
                        "{\"error\": \"maintenance\"}",
                        Map.of("retry-after", List.of(String.valueOf(1 + TimeUnit.NANOSECONDS.toSeconds(left))))));
            case UNREACHABLE -> CompletableFuture.failedFuture(new ConnectException());
            case SILENT -> {
                time.pass(timeout);
                yield new CompletableFuture<>();
            }
        };
    }

    private synchronized Optional<Reply> refusal(HttpRequest request, long tokens) {
        if (!request.headers().firstValue("authorization").orElse("").equals("Bearer " + key)) {
            count(Deed.REFUSED_KEY);
            return Optional.of(new Reply(401, "{\"error\": \"invalid api key\"}", Map.of()));
        }
        long now = time.nanos();
        if (now / MINUTE != minute) {
            minute = now / MINUTE;
            requestsThisMinute = 0;
            tokensThisMinute = 0;
        }
        if (requestsThisMinute >= requestsPerMinute
                || (tokensThisMinute > 0 && tokensThisMinute + tokens > tokensPerMinute)) {
            count(Deed.TOO_MANY);
            long wait = 1 + TimeUnit.NANOSECONDS.toSeconds((minute + 1) * MINUTE - now);
            return Optional.of(new Reply(
                    429, "{\"error\": \"rate limit\"}", Map.of("retry-after", List.of(String.valueOf(wait)))));
        }
        requestsThisMinute++;
        tokensThisMinute += tokens;
        return Optional.empty();
    }

    /** What was being worked at when it went away is not charged for. */
    private synchronized CompletableFuture<HttpResponse<byte[]>> serve(List<Integer> numbers, long tokens) {
        if (absence(time.nanos()).isPresent()) {
            count(Deed.BROKEN);
            return CompletableFuture.failedFuture(new IOException("connection reset"));
        }
        long answers = deeds.getOrDefault(Deed.ANSWERED, 0L) + deeds.getOrDefault(Deed.LOST, 0L);
        if (answers % loseEvery == loseEvery - 1) {
            count(Deed.LOST);
            lostTexts += numbers.size();
            tokensLost += tokens;
            return CompletableFuture.failedFuture(new IOException("connection reset"));
        }
        count(Deed.ANSWERED);
        tokensDelivered += tokens;
        for (int number : numbers) {
            if (number < 0) {
                samples++;
            } else {
                deliveredTwice += delivered.get(number) ? 1 : 0;
                delivered.set(number);
            }
        }
        return CompletableFuture.completedFuture(new Reply(200, answer(numbers, tokens), Map.of()));
    }

    private void count(Deed deed) {
        deeds.merge(deed, 1L, Long::sum);
    }

    private static void read(String body, List<String> texts, List<Integer> numbers) {
        Matcher input = INPUT.matcher(body);
        if (!input.find()) {
            throw new IllegalArgumentException("no input in " + body);
        }
        Matcher text = TEXT.matcher(input.group(1));
        while (text.find()) {
            texts.add(text.group(2));
            numbers.add(text.group(1) == null ? -1 : Integer.parseInt(text.group(1)));
        }
    }

    /** Counted by other rules than the client guesses by. */
    private static long tokens(String text) {
        return 2L + text.length() / 5;
    }

    private static String answer(List<Integer> numbers, long tokens) {
        StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < numbers.size(); i++) {
            ByteBuffer bytes = ByteBuffer.allocate(WIDTH * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : vector(numbers.get(i))) {
                bytes.putFloat(value);
            }
            json.append(i == 0 ? "" : ",")
                    .append("{\"index\":")
                    .append(i)
                    .append(",\"embedding\":\"")
                    .append(Base64.getEncoder().encodeToString(bytes.array()))
                    .append("\"}");
        }
        return json.append("],\"usage\":{\"prompt_tokens\":")
                .append(tokens)
                .append(",\"total_tokens\":")
                .append(tokens)
                .append("}}")
                .toString();
    }

    /** Tells the text's number again. */
    static float[] vector(int number) {
        return new float[] {1, number & 0xfff, number >>> 12, -number % 7};
    }

    /** What was sent, which the JDK hands out in portions only. */
    private static String body(HttpRequest request) {
        HttpResponse.BodySubscriber<String> whole = HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        request.bodyPublisher().orElseThrow().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                whole.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer bytes) {
                whole.onNext(List.of(bytes));
            }

            @Override
            public void onError(Throwable failure) {
                whole.onError(failure);
            }

            @Override
            public void onComplete() {
                whole.onComplete();
            }
        });
        return whole.getBody().toCompletableFuture().join();
    }

    synchronized long did(Deed deed) {
        return deeds.getOrDefault(deed, 0L);
    }

    synchronized BitSet delivered() {
        return (BitSet) delivered.clone();
    }

    synchronized long deliveredTwice() {
        return deliveredTwice;
    }

    /** Answers to what is asked to know the model again. */
    synchronized long samples() {
        return samples;
    }

    /** Texts it has charged for whose answers did not arrive. */
    synchronized long lostTexts() {
        return lostTexts;
    }

    synchronized long tokensDelivered() {
        return tokensDelivered;
    }

    synchronized long tokensLost() {
        return tokensLost;
    }

    private record Reply(int statusCode, String text, HttpHeaders headers) implements HttpResponse<byte[]> {

        Reply(int status, String text, Map<String, List<String>> headers) {
            this(status, text, HttpHeaders.of(headers, (name, value) -> true));
        }

        @Override
        public byte[] body() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public HttpRequest request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<HttpResponse<byte[]>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.net.http.HttpClient.Version version() {
            return java.net.http.HttpClient.Version.HTTP_1_1;
        }
    }
}
