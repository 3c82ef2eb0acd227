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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompactionTest {

    @TempDir
    private Path root;

    private final List<String> warnings = new ArrayList<>();

    private final EncodeProgress progress = new EncodeProgress() {
        @Override
        public void encoded(long texts, long tokens) {}

        @Override
        public void warning(String message) {
            warnings.add(message);
        }
    };

    private List<Path> shards() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(".vec1"))
                    .sorted()
                    .toList();
        }
    }

    private KeptVectors.Model only() {
        List<KeptVectors.Model> models = KeptVectors.in(root).models();
        assertThat(models).hasSize(1);
        return models.get(0);
    }

    private float[] encode(Encoder encoder, String... texts) {
        return encoder.encode(TestTasks.request(List.of(texts), Role.NONE)).data();
    }

    @Test
    void manySmallShardsBecomeOneWithTheSameVectors() throws IOException {
        Encoder stored = StoredEncoder.over(CountingEncoder.named("m"), root, progress);
        List<float[]> before = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            before.add(encode(stored, "text " + i));
        }
        assertThat(shards()).hasSize(20);
        assertThat(KeptVectors.in(root).compact(only())).isEqualTo(1);
        assertThat(shards()).hasSize(1);
        CountingEncoder again = CountingEncoder.named("m");
        Encoder reader = StoredEncoder.over(again, root, progress);
        for (int i = 0; i < 20; i++) {
            assertThat(encode(reader, "text " + i)).isEqualTo(before.get(i));
        }
        assertThat(again.asked).isEmpty();
        assertThat(KeptVectors.in(root).verify(only())).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void ofOneKeyTheEarliestIsKept() throws IOException {
        // two processes that did not see each other
        CountingEncoder one = CountingEncoder.named("m");
        CountingEncoder two = new CountingEncoder("m", CountingEncoder.WIDTH, 1000);
        Encoder first = StoredEncoder.over(one, root, progress);
        Path aside = root.resolve("aside");
        encode(first, "a", "b");
        Files.move(shards().get(0), aside);
        encode(StoredEncoder.over(two, root, progress), "b", "c");
        Path folder = shards().get(0).getParent();
        Files.move(aside, folder.resolve("0000000000001-early.vec1"));
        assertThat(only().vectors()).isEqualTo(4);
        KeptVectors.in(root).compact(only());
        assertThat(only().vectors()).isEqualTo(3);
        CountingEncoder reader = CountingEncoder.named("m");
        assertThat(encode(StoredEncoder.over(reader, root, progress), "a", "b", "c"))
                .containsExactly(1, 2, 3, 4, 5, 6, 1003, 1004, 1005);
    }

    @Test
    void aRunThatHasTheStoreOpenGoesOnRight() {
        CountingEncoder encoder = CountingEncoder.named("m");
        Encoder open = StoredEncoder.over(encoder, root, progress);
        float[] a = encode(open, "a");
        float[] b = encode(open, "b");
        KeptVectors.in(root).compact(only());
        assertThat(encode(open, "a")).isEqualTo(a);
        assertThat(encode(open, "b")).isEqualTo(b);
        assertThat(encoder.asked).containsExactly("a", "b");
        assertThat(warnings).isEmpty();
    }

    @Test
    void damageIsFoundAndNotCarriedOn() throws IOException {
        Encoder stored = StoredEncoder.over(CountingEncoder.named("m"), root, progress);
        encode(stored, "a", "b");
        encode(stored, "c");
        try (RandomAccessFile file = new RandomAccessFile(shards().get(0).toFile(), "rw")) {
            file.seek(file.length() - 2);
            file.write(0x77);
        }
        assertThat(KeptVectors.in(root).verify(only())).singleElement().satisfies(damage -> {
            assertThat(damage.file()).isEqualTo(shards().get(0));
            assertThat(damage.vectors()).isEqualTo(1);
        });
        KeptVectors.in(root).compact(only());
        assertThat(KeptVectors.in(root).verify(only())).isEmpty();
        CountingEncoder again = CountingEncoder.named("m");
        encode(StoredEncoder.over(again, root, progress), "a", "b", "c");
        assertThat(again.asked).containsExactly("b");
    }

    @Test
    void modelsAreNamedCountedAndRemoved() throws IOException {
        encode(StoredEncoder.over(CountingEncoder.named("m"), root, progress), "a", "b");
        encode(StoredEncoder.over(CountingEncoder.named("n"), root, progress), "a");
        KeptVectors vectors = KeptVectors.in(root);
        assertThat(vectors.models().stream().map(KeptVectors.Model::name))
                .containsExactlyInAnyOrder("test/m", "test/n");
        KeptVectors.Model m = vectors.models().stream()
                .filter(model -> model.name().equals("test/m"))
                .findFirst()
                .orElseThrow();
        assertThat(m.vectors()).isEqualTo(2);
        vectors.remove(m);
        assertThat(only().name()).isEqualTo("test/n");
        assertThat(root.resolve(m.fingerprint())).doesNotExist();
    }

    @Test
    void aRunWhoseVectorsAreRemovedKeepsTheNextOnes() {
        CountingEncoder encoder = CountingEncoder.named("m");
        Encoder open = StoredEncoder.over(encoder, root, progress);
        encode(open, "a");
        KeptVectors.in(root).remove(only());
        encode(open, "a", "b");
        assertThat(encoder.asked).containsExactly("a", "a", "b");
        assertThat(only().vectors()).isEqualTo(2);
        assertThat(warnings).isEmpty();
    }

    @Test
    void nothingIsNothing() {
        assertThat(KeptVectors.in(root.resolve("not there")).models()).isEmpty();
    }
}
