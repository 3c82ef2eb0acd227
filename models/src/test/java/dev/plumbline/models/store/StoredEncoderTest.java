package dev.plumbline.models.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoredEncoderTest {

    @TempDir
    private Path root;

    private final List<String> warnings = new ArrayList<>();
    private long reused;

    private final EncodeProgress progress = new EncodeProgress() {
        @Override
        public void encoded(long texts, long tokens) {}

        @Override
        public void reused(long texts) {
            reused += texts;
        }

        @Override
        public void warning(String message) {
            warnings.add(message);
        }
    };

    private Encoder stored(Encoder encoder) {
        return StoredEncoder.over(encoder, root, progress);
    }

    private float[] encode(Encoder encoder, Role role, String... texts) {
        return encoder.encode(TestTasks.request(List.of(texts), role)).data();
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    @Test
    void secondRunEncodesNothingAndHasTheSameBits() {
        float[] first = encode(stored(CountingEncoder.named("m")), Role.NONE, "a", "b", "a", "c");
        CountingEncoder again = new CountingEncoder("m", CountingEncoder.WIDTH, 1000);
        float[] second = encode(stored(again), Role.NONE, "c", "a", "b", "a");
        assertThat(again.asked).isEmpty();
        assertThat(reused).isEqualTo(3);
        assertThat(first).containsExactly(1, 2, 3, 4, 5, 6, 1, 2, 3, 7, 8, 9);
        assertThat(second).containsExactly(7, 8, 9, 1, 2, 3, 4, 5, 6, 1, 2, 3);
    }

    @Test
    void onlyWhatIsMissingIsEncodedEachOnce() {
        CountingEncoder encoder = CountingEncoder.named("m");
        Encoder stored = stored(encoder);
        encode(stored, Role.NONE, "a", "b");
        float[] mixed = encode(stored, Role.NONE, "c", "b", "c", "d");
        assertThat(encoder.asked).containsExactly("a", "b", "c", "d");
        assertThat(mixed).containsExactly(7, 8, 9, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    @Test
    void rolesAreSeparateEvenWhereTheRenderedTextIsTheSame() {
        CountingEncoder encoder = CountingEncoder.named("m");
        Encoder stored = stored(encoder);
        encode(stored, Role.QUERY, "a");
        encode(stored, Role.DOCUMENT, "a");
        encode(stored, Role.NONE, "a");
        encode(stored, Role.DOCUMENT, "query: a");
        assertThat(encoder.asked).containsExactly("a", "a", "a", "query: a");
    }

    @Test
    void anotherModelNeverReadsIt() throws IOException {
        encode(stored(CountingEncoder.named("m")), Role.NONE, "a");
        CountingEncoder other = CountingEncoder.named("n");
        encode(stored(other), Role.NONE, "a");
        assertThat(other.asked).containsExactly("a");

        // nor where its shard is put into the other's folder
        Path shard = files(".vec1").get(0);
        CountingEncoder third = CountingEncoder.named("o");
        Path folder = Files.createDirectory(root.resolve(third.fingerprint().orElseThrow()));
        Files.copy(shard, folder.resolve(shard.getFileName()));
        encode(stored(third), Role.NONE, "a");
        assertThat(third.asked).containsExactly("a");
        assertThat(warnings).singleElement().asString().contains("another model's");
    }

    @Test
    void anotherWidthIsNotRead() {
        encode(stored(new CountingEncoder("m", 2, 1)), Role.NONE, "a");
        CountingEncoder wider = new CountingEncoder("m", 4, 1);
        encode(stored(wider), Role.NONE, "a");
        assertThat(wider.asked).containsExactly("a");
        assertThat(warnings).singleElement().asString().contains("2 values", "4");
    }

    /** Offsets into magic, fingerprint, width, count, a key, the checksums, values of the first and the last row. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10, 40, 44, 50, 82, 90, 93, -1})
    void aChangedByteIsFoundAndItsVectorsNeverServed(int offset) throws IOException {
        encode(stored(CountingEncoder.named("m")), Role.NONE, "a", "b");
        Path shard = files(".vec1").get(0);
        try (RandomAccessFile file = new RandomAccessFile(shard.toFile(), "rw")) {
            long at = offset < 0 ? file.length() + offset : offset;
            file.seek(at);
            int value = file.read();
            file.seek(at);
            file.write(value ^ 0x40);
        }
        CountingEncoder again = new CountingEncoder("m", CountingEncoder.WIDTH, 1000);
        assertThat(encode(stored(again), Role.NONE, "a", "b")).containsExactly(1000, 1001, 1002, 1003, 1004, 1005);
        assertThat(warnings).singleElement().asString().contains(shard.toString(), ".damaged");

        // it is made anew once
        warnings.clear();
        CountingEncoder third = CountingEncoder.named("m");
        assertThat(encode(stored(third), Role.NONE, "a", "b")).startsWith(1000);
        assertThat(third.asked).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 60, 85, 91, 100, 115})
    void aTruncatedShardIsFound(int length) throws IOException {
        encode(stored(CountingEncoder.named("m")), Role.NONE, "a", "b");
        Path shard = files(".vec1").get(0);
        assertThat(Files.size(shard)).isGreaterThan(length);
        try (RandomAccessFile file = new RandomAccessFile(shard.toFile(), "rw")) {
            file.setLength(length);
        }
        CountingEncoder again = CountingEncoder.named("m");
        encode(stored(again), Role.NONE, "a", "b");
        assertThat(again.asked).containsExactly("a", "b");
        assertThat(warnings).hasSize(1);
    }

    @Test
    void aShardDamagedWhileInUseIsMadeAnew() throws IOException {
        CountingEncoder encoder = CountingEncoder.named("m");
        Encoder stored = stored(encoder);
        encode(stored, Role.NONE, "a", "b");
        Path shard = files(".vec1").get(0);
        try (RandomAccessFile file = new RandomAccessFile(shard.toFile(), "rw")) {
            file.seek(file.length() - 2);
            file.write(0x77);
        }
        assertThat(encode(stored, Role.NONE, "a", "b")).startsWith(7);
        assertThat(encode(stored, Role.NONE, "a", "b")).startsWith(7);
        assertThat(encoder.asked).hasSize(4);
    }

    @Test
    void leftoversOfKilledWritersAreIgnoredAndRemovedWhenOld() throws IOException {
        encode(stored(CountingEncoder.named("m")), Role.NONE, "a");
        Path folder = files(".vec1").get(0).getParent();
        Path fresh = Files.writeString(folder.resolve(".1-x.tmp"), "half a shard");
        Path old = Files.writeString(folder.resolve(".0-x.tmp"), "half a shard");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        CountingEncoder again = CountingEncoder.named("m");
        encode(stored(again), Role.NONE, "a");
        assertThat(again.asked).isEmpty();
        assertThat(fresh).exists();
        assertThat(old).doesNotExist();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aRunSeesWhatAnotherFinishedMeanwhile() {
        CountingEncoder early = CountingEncoder.named("m");
        Encoder open = stored(early);
        encode(stored(new CountingEncoder("m", CountingEncoder.WIDTH, 50)), Role.NONE, "a");
        assertThat(encode(open, Role.NONE, "a")).startsWith(50);
        assertThat(early.asked).isEmpty();
    }

    @Test
    void aStoreThatCannotBeWrittenCostsNoRun() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");
        CountingEncoder encoder = CountingEncoder.named("m");
        Encoder stored = StoredEncoder.over(encoder, file, progress);
        assertThat(encode(stored, Role.NONE, "a")).containsExactly(1, 2, 3);
        assertThat(warnings).singleElement().asString().contains("--no-cache");
    }

    @Test
    void manyRowsOverManyShards() {
        CountingEncoder encoder = CountingEncoder.named("m");
        Encoder stored = stored(encoder);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            texts.add("text " + i);
        }
        float[] first = stored.encode(TestTasks.request(texts, Role.NONE)).data();
        CountingEncoder again = CountingEncoder.named("m");
        assertThat(stored(again).encode(TestTasks.request(texts, Role.NONE)).data())
                .isEqualTo(first);
        assertThat(again.asked).isEmpty();
        assertThat(stored(again)
                        .encode(TestTasks.request(List.of("text 39999", "text 7"), Role.NONE))
                        .data())
                .containsExactly(119_998, 119_999, 120_000, 22, 23, 24);
    }
}
