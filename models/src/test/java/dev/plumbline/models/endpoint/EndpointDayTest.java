package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.endpoint.SimulatedServer.Deed;
import dev.plumbline.models.endpoint.SimulatedServer.Outage;
import dev.plumbline.models.prompt.Prompts;
import dev.plumbline.models.store.StoredEncoder;
import dev.plumbline.tasks.Charge;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day at a paid service, in virtual time: limits, a rush hour, outages of each kind and length, lost answers, keys that are
 * exchanged. What both sides count must agree, and no text is answered twice. {@code -Dplumbline.endpoint-day=10000000} has ten
 * million texts, prints its figures and takes minutes.
 */
final class EndpointDayTest {

    private static final int TEXTS = Integer.getInteger("plumbline.endpoint-day", 100_000);
    /** Texts that a task asks for at once. */
    private static final int BLOCK = Math.max(1, TEXTS / 200);

    private static final int PER_REQUEST = 32;
    private static final double HOURS = 21;
    private static final double PRICE = 0.02;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final VirtualTime time = new VirtualTime();
    private final SimulatedServer server = new SimulatedServer(time, TIMEOUT);
    private final List<String> endings = new ArrayList<>();
    private long clientRequests;
    private long clientTexts;
    private long clientTokens;
    private double clientCost;

    @Test
    @Timeout(3600)
    void aDayIsSurvivedAndPaidForOnce() throws IOException {
        int perMinute = (int) Math.ceil((double) TEXTS / PER_REQUEST / HOURS / 60);
        // a text has some 14 tokens to the server, and more to the client's guess
        long tokensPerMinute = 20L * perMinute * PER_REQUEST;
        Path keyFile = folder.resolve("key");
        server.accepts("first");
        server.limits(perMinute + 1, tokensPerMinute);
        server.loses(Math.max(2, TEXTS / PER_REQUEST / 10));
        server.absent(Outage.BUSY, hours(1), Duration.ofMinutes(4));
        server.absent(Outage.UNREACHABLE, hours(2), Duration.ofMinutes(7));
        server.absent(Outage.BUSY_UNTIL, hours(3), Duration.ofMinutes(9));
        server.absent(Outage.SILENT, hours(4), Duration.ofMinutes(5));
        server.absent(Outage.BUSY, hours(14), Duration.ofMinutes(40));
        // a key in a variable is good for one process
        server.at(hours(6), () -> server.accepts("second"));
        server.at(hours(9), () -> server.limits(Math.max(1, perMinute / 2), tokensPerMinute));
        server.at(hours(10.5), () -> server.limits(perMinute + 1, tokensPerMinute));
        // one in a file is exchanged under the run, a while after the old one went
        server.at(hours(12), () -> server.accepts("third"));
        server.at(hours(12).plusSeconds(90), () -> write(keyFile, "third"));

        EndpointSettings asked = Asking.openAi()
                .withFirstPause(Duration.ofMillis(500))
                .withBatchTexts(PER_REQUEST)
                .withConcurrency(8)
                .withTimeout(TIMEOUT)
                .withRequestsPerMinute(perMinute)
                .withTokensPerMinute((int) tokensPerMinute)
                .withPrice(PRICE)
                .withSimulation(time, server);
        EndpointSettings first = asked.withKeyVariable("KEY").withEnvironment(Map.of("KEY", "first"));
        assertThat(run(first)).as(() -> time.hours() + " h").isFalse();
        write(keyFile, "second");
        EndpointSettings later = asked.withKeyFile(keyFile);
        assertThat(run(later)).as(() -> time.hours() + " h").isFalse();
        time.pass(Duration.ofMinutes(45));
        assertThat(run(later)).as(() -> endings.toString()).isTrue();

        assertThat(endings).hasSize(2);
        assertThat(endings.get(0)).contains("does not accept the key in the environment variable KEY");
        assertThat(endings.get(1)).contains("HTTP 503", "overloaded", "--api-deadline is 600 s");
        assertThat(server.did(Deed.REFUSED_KEY)).isGreaterThan(1);
        assertThat(server.did(Deed.TOO_MANY)).isPositive();
        assertThat(server.did(Deed.LOST)).isPositive();
        assertThat(time.hours()).isBetween(HOURS - 3, 30.0);

        assertThat(server.delivered()).isEqualTo(asked());
        assertThat(server.deliveredTwice()).isZero();
        assertThat(server.samples()).isEqualTo(3);
        assertThat(clientRequests).isEqualTo(server.did(Deed.ANSWERED));
        assertThat(clientTexts).isEqualTo(asked().cardinality() + server.samples());
        assertThat(clientTokens).isEqualTo(server.tokensDelivered());
        assertThat(clientCost).isCloseTo(server.tokensDelivered() * PRICE / 1e6, within(1e-9 * clientCost));
        if (TEXTS >= 1_000_000) {
            print();
        }
    }

    /** Goes through all texts from the first, as a run that is begun again does; whether it came to the end. */
    private boolean run(EndpointSettings settings) {
        EndpointEncoder opened = EndpointEncoder.open(
                "https://api.example.org/v1",
                settings,
                Prompts.none(),
                UnaryOperator.identity(),
                false,
                EncodeProgress.NONE);
        try (Encoder encoder = StoredEncoder.over(opened, folder.resolve("store"), EncodeProgress.NONE)) {
            for (int first = 0; first < TEXTS; first += BLOCK) {
                List<String> texts = new ArrayList<>();
                for (int place = first; place < Math.min(TEXTS, first + BLOCK); place++) {
                    texts.add(text(number(place)));
                }
                check(first, encoder.encode(TestTasks.request(texts, Role.DOCUMENT)));
            }
            return true;
        } catch (PlumblineException e) {
            assertThat(e.kind()).isEqualTo(PlumblineException.Kind.ENDPOINT);
            endings.add(e.getMessage());
            return false;
        } finally {
            Charge charge = opened.charge().orElseThrow();
            clientRequests += charge.requests();
            clientTexts += charge.texts();
            clientTokens += charge.tokens().orElseThrow();
            clientCost += charge.cost().orElseThrow();
        }
    }

    private static void check(int first, FloatMatrix vectors) {
        for (int row = 0; row < vectors.rows(); row++) {
            float[] expected = SimulatedServer.vector(number(first + row));
            for (int i = 0; i < SimulatedServer.WIDTH; i++) {
                if (vectors.data()[row * SimulatedServer.WIDTH + i] != expected[i]) {
                    throw new AssertionError("text " + number(first + row) + " has the vector of another");
                }
            }
        }
    }

    /** Which text stands at a place; one in twenty was there before. */
    private static int number(int place) {
        return place % 20 == 19 ? place / 2 : place;
    }

    private static String text(int number) {
        return "#" + number + " " + "some words more ".repeat(1 + number % 5);
    }

    private static BitSet asked() {
        BitSet numbers = new BitSet();
        for (int place = 0; place < TEXTS; place++) {
            numbers.set(number(place));
        }
        return numbers;
    }

    private static Duration hours(double hours) {
        return Duration.ofMillis(Math.round(hours * 3_600_000));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print() {
        System.out.printf(
                Locale.ROOT,
                "%,d texts (%,d distinct), %.1f simulated hours, 3 runs: %,d requests answered, %,d met an outage or broke off,"
                        + " %,d were too many, %,d had a key that was gone; %,d texts paid for, %d twice, %,d more in %d answers"
                        + " that were lost; %,d tokens, %.4f by the client and %.4f by the ledger at %s a million; in a heap of"
                        + " %,d MiB%n",
                TEXTS,
                asked().cardinality(),
                time.hours(),
                server.did(Deed.ANSWERED),
                server.did(Deed.ABSENT) + server.did(Deed.BROKEN),
                server.did(Deed.TOO_MANY),
                server.did(Deed.REFUSED_KEY),
                clientTexts,
                server.deliveredTwice(),
                server.lostTexts(),
                server.did(Deed.LOST),
                clientTokens,
                clientCost,
                server.tokensDelivered() * PRICE / 1e6,
                PRICE,
                Runtime.getRuntime().maxMemory() >> 20);
    }
}
