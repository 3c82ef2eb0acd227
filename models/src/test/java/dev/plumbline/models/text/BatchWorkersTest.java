package dev.plumbline.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.network.SeveralNetworks;
import dev.plumbline.models.network.TokenNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Batches over devices that are seen to be used. */
final class BatchWorkersTest {

    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private final List<String> closed = new ArrayList<>();

    private final class Device implements TokenNetwork {

        private final String name;
        private final String facts;
        private final Runnable work;

        Device(String name, String facts, Runnable work) {
            this.name = name;
            this.facts = facts;
            this.work = work;
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public String hash() {
            return "0";
        }

        @Override
        public String facts() {
            return facts;
        }

        @Override
        public String device() {
            return name;
        }

        @Override
        public Pass pass() {
            return new Pass() {
                @Override
                public void run(int[][] batch, Optional<int[][]> types) {
                    used.add(name);
                    work.run();
                }

                @Override
                public float[] tokenVectors(int text, int longest, int count) {
                    return new float[count];
                }
            };
        }

        @Override
        public void close() {
            closed.add(name);
        }
    }

    private static BatchWorkers over(TokenNetwork network, int threads) {
        return new BatchWorkers(
                network,
                SentenceHead.of(Pooling.MEAN, true),
                new TextEncoder.Execution(
                        threads, OptionalInt.of(1), 1, ModelOptions.defaults().progress()));
    }

    private static float[][] run(BatchWorkers workers, int worker) {
        return workers.pass(worker).vectors(new int[][] {{1, 2}}, Optional.empty(), 0);
    }

    @Test
    void aBatchGoesToWhicheverDeviceIsFree() {
        CountDownLatch both = new CountDownLatch(2);
        Runnable meet = () -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        TokenNetwork network =
                SeveralNetworks.open(List.of(() -> new Device("a", "same", meet), () -> new Device("b", "same", meet)));
        assertThat(network.device()).isEqualTo("a, b");
        try (BatchWorkers workers = over(network, 1)) {
            workers.forEach(
                    5, (worker, number) -> assertThat(run(workers, worker)).hasDimensions(1, 1));
        }
        network.close();
        assertThat(used).containsExactlyInAnyOrder("a", "b");
        assertThat(closed).containsExactly("a", "b");
    }

    @Test
    void oneDevicesFailureEndsTheWholeWithItsError() {
        PlumblineException failure = PlumblineException.model("cuda:1 has fallen off the bus");
        TokenNetwork network = SeveralNetworks.open(List.of(
                () -> new Device("a", "same", () -> {}),
                () -> new Device("b", "same", () -> {
                    throw failure;
                })));
        try (BatchWorkers workers = over(network, 2)) {
            assertThatThrownBy(() -> workers.forEach(100_000, (worker, number) -> run(workers, worker)))
                    .isSameAs(failure);
        }
    }

    @Test
    void whatIsOpenIsClosedWhereAnotherCannotBe() {
        PlumblineException failure = PlumblineException.model("no");
        assertThatThrownBy(() -> SeveralNetworks.open(List.of(() -> new Device("a", "same", () -> {}), () -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThatThrownBy(() -> SeveralNetworks.open(
                        List.of(() -> new Device("b", "flash", () -> {}), () -> new Device("c", "gathered", () -> {}))))
                .hasMessage(
                        "c does not compute this network as b does, and vectors of both would be mixed; name devices"
                                + " of one kind");
        assertThat(closed).containsExactly("a", "b", "c");
    }
}
