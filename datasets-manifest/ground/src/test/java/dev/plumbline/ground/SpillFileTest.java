package dev.plumbline.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpillFileTest {

    /** Shorter and longer than the buffer, and empty. */
    private static List<byte[]> records() {
        SplittableRandom random = new SplittableRandom(3);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] record = new byte[i % 40 == 7 ? 700_000 : random.nextInt(0, 9_000)];
            random.nextBytes(record);
            records.add(record);
        }
        return records;
    }

    private static byte[] read(SpillFile file, long place, int length) {
        byte[] bytes = new byte[length];
        file.read(place, ByteBuffer.wrap(bytes));
        return bytes;
    }

    @Test
    void recordsAreReadWhileOthersAreAddedAndAfterwardsByManyThreads() {
        List<byte[]> records = records();
        try (SpillFile file = SpillFile.unmapped()) {
            long[] places = new long[records.size()];
            for (int i = 0; i < places.length; i++) {
                places[i] = file.append(records.get(i));
                int before = i / 2;
                if (i % 30 == 0) {
                    assertThat(read(file, places[before], records.get(before).length))
                            .isEqualTo(records.get(before));
                }
            }
            IntStream.range(0, places.length)
                    .parallel()
                    .forEach(i -> assertThat(read(file, places[i], records.get(i).length))
                            .as("record " + i)
                            .isEqualTo(records.get(i)));
        }
    }

    @Test
    void noMappedRecordLiesInTwoSegments() {
        int segment = 1 << 20;
        List<byte[]> records = records();
        try (SpillFile file = SpillFile.create(segment)) {
            long[] places = new long[records.size()];
            for (int i = 0; i < places.length; i++) {
                places[i] = file.append(i, records.get(i));
            }
            ByteBuffer[] mapped = file.map();
            for (int i = 0; i < places.length; i++) {
                ByteBuffer own = mapped[(int) (places[i] / segment)]
                        .duplicate()
                        .order(mapped[0].order())
                        .position((int) (places[i] % segment));
                assertThat(own.getInt()).isEqualTo(i);
                byte[] rest = new byte[records.get(i).length];
                own.get(rest);
                assertThat(rest).as("record " + i).isEqualTo(records.get(i));
            }
        }
    }

    /** What a killed process has open is all that could be left of it; Linux shows what that is. */
    @Test
    void anOpenFileHasNoName() throws IOException {
        Path open = Path.of("/proc/self/fd");
        try (SpillFile file = SpillFile.unmapped()) {
            file.append(1L);
            if (Files.isDirectory(open)) {
                try (Stream<Path> links = Files.list(open)) {
                    List<String> spilled = new ArrayList<>();
                    for (Path link : links.toList()) {
                        if (Files.isSymbolicLink(link)) {
                            spilled.add(Files.readSymbolicLink(link).toString());
                        }
                    }
                    spilled.removeIf(name -> !name.contains("plumbline-spilled-"));
                    assertThat(spilled).isNotEmpty().allMatch(name -> name.endsWith("(deleted)"));
                }
            }
        }
    }
}
