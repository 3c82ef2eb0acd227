package dev.plumbline.harness.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files byte for byte as TensorFlow's protocol buffers have them; TensorBoard 2.21.0 reads them. */
class EventFileTest {

    @TempDir
    private Path folder;

    /** The check value of CRC-32C, e3069283 for the nine digits, rotated and added to as TensorFlow does. */
    @Test
    void sumsAreMasked() {
        assertThat(EventFile.masked("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(Integer.rotateRight(0xe3069283, 15) + 0xa282ead8);
    }

    private List<String> records() throws IOException {
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.toList().get(0);
        }
        assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.17.");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<String> records = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(EventFile.masked(length));
            byte[] content = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(content);
            assertThat(bytes.getInt()).isEqualTo(EventFile.masked(content));
            records.add(HexFormat.of().formatHex(content));
        }
        return records;
    }

    @Test
    void eventsAreMessages() throws IOException {
        try (EventFile file = EventFile.create(folder, 0, 17)) {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("a", 1.0);
            figures.put("b", -2.0);
            file.add(300, 17.5, figures);
        }
        // wall_time, step, file_version
        String version = HexFormat.of().formatHex("brain.Event:2".getBytes(StandardCharsets.UTF_8));
        assertThat(records())
                .containsExactly(
                        "090000000000003140" + "1000" + "1a0d" + version,
                        "090000000000803140" + "10ac02" + "2a14" + "0a080a0161150000803f" + "0a080a016215000000c0");
    }

    /** What other files have of later steps is told not to count. */
    @Test
    void aFileThatGoesOnBeginsASession() throws IOException {
        EventFile.create(folder, 6, 17).close();
        assertThat(records()).hasSize(2).element(1).isEqualTo("090000000000003140" + "1007" + "3a020801");
    }
}
