package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.plumbline.ground.PlumblineException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Text in files: compressed, in archives, cut short, without end; and what is said of each. */
final class TextFilesTest {

    private static final String TEXT = "{\"a\": \"é\"}\n".repeat(50);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "'', NONE",
        "7b22, NONE",
        "1f, NONE",
        "1f8b0800, GZIP",
        "28b52ffd00, ZSTD",
        "425a6839, BZIP2",
        "425a, NONE",
        "fd377a585a0000, XZ",
        "fd377a585a, NONE",
        "504b0304, ZIP",
        "504b0506, EMPTY_ZIP",
        "504b0708, NONE",
        "04224d18, LZ4",
        "526172211a0700, RAR",
        "526172211a0701, RAR",
        "377abcaf271c, SEVEN_ZIP",
    })
    void compressionIsKnownByTheFirstBytes(String hex, Compression compression) {
        assertThat(Compression.of(HexFormat.of().parseHex(hex))).isEqualTo(compression);
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"GZIP", "ZSTD", "BZIP2", "XZ"})
    void textIsReadWhateverTheNameAndHoweverManyStreams(Compression compression) throws IOException {
        byte[] once = compressed(compression, TEXT);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(once);
        twice.write(once);

        assertThat(read(write("plain.jsonl", once))).isEqualTo(TEXT);
        assertThat(read(write("two.jsonl", twice.toByteArray()))).isEqualTo(TEXT + TEXT);
        try (InputStream in = compression.decompressed(new ByteArrayInputStream(once))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
        }
        try (InputStream in = compression.decompressed(new ByteArrayInputStream(once))) {
            assertThat(in.read()).isEqualTo('{');
        }
    }

    @ParameterizedTest
    @CsvSource({"GZIP, 3", "GZIP, 20", "ZSTD, 20", "BZIP2, 20", "XZ, 20", "XZ, 40"})
    void whatIsCutShortIsDamaged(Compression compression, int bytes) throws IOException {
        Path file = write("cut.jsonl", Arrays.copyOf(compressed(compression, TEXT), bytes));

        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.DATA))
                .hasMessage("name is " + compression + " compressed, and damaged or cut short; fetch it again");
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"GZIP", "ZSTD", "BZIP2", "XZ"})
    void noDamageIsAnythingButAnError(Compression compression) throws IOException {
        byte[] whole = compressed(compression, TEXT);
        for (int at = 4; at < whole.length; at += 7) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x55;
            Path file = write("damaged.jsonl", damaged);
            try {
                // a byte that no checksum covers, such as a header's time, changes nothing
                assertThat(read(file)).as("byte %s", at).isEqualTo(TEXT);
            } catch (PlumblineException e) {
                assertThat(e.getMessage()).as("byte %s", at).startsWith("name ").doesNotContain("Exception");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "504b0506         | name is a zip archive without a file",
                "04224d18         | name is lz4 compressed, which is not read; compress it with gzip, zstd, bzip2, xz or zip",
                "526172211a07     | name is rar compressed, which is not read; compress it with gzip, zstd, bzip2, xz or zip",
                "377abcaf271c     | name is 7z compressed, which is not read; compress it with gzip, zstd, bzip2, xz or zip",
                "504b0304ffff     | name is zip compressed, and damaged or cut short; fetch it again",
                "c3               | name is not UTF-8 text; convert it",
                "61ff62           | name is not UTF-8 text; convert it",
                "eda080           | name is not UTF-8 text; convert it",
                "c080             | name is not UTF-8 text; convert it",
            })
    void otherFormsAreRefusedInWords(String hex, String message) throws IOException {
        Path file = write("x", HexFormat.of().parseHex(hex));

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(PlumblineException.class)
                .hasMessage(message);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> read(folder.resolve("gone")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageStartingWith("name cannot be read (")
                .hasMessageEndingWith("); fetch it again");
        assertThatThrownBy(() -> Compression.ZIP.decompressed(InputStream.nullInputStream()))
                .isInstanceOf(IOException.class)
                .hasMessage("zip is not read here; decompress it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b a c          | a b c",
                "d/a z          | z d/a",
                "d/e/a d/b a    | a d/b d/e/a",
                "b/x a/x        | a/x b/x",
                "a.x a/x        | a.x a/x",
                ".a a           | a",
                "__MACOSX/a a   | a",
                "d/__x/a d/.y a | a",
                "d/x__ a__/b    | a__/b d/x__",
            })
    void membersAreReadAsDatasetsWalksThroughThem(String members, String order) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("folder/"));
            for (String member : members.split(" ", -1)) {
                zip.putNextEntry(new ZipEntry(member));
                zip.write(member.getBytes(StandardCharsets.UTF_8));
            }
        }
        Path file = write("a.zip", out.toByteArray());

        assertThat(TextFile.members(file, "name")).containsExactly(order.split(" "));
        assertThat(TextFile.each(file, "name", (text, part) -> part + "=" + all(text)))
                .containsExactlyElementsOf(Arrays.stream(order.split(" "))
                        .map(member -> "name, " + member + "=" + member)
                        .toList());
    }

    @Test
    void anArchiveOfNothingOrOfArchivesIsRefused() throws IOException {
        Path hidden = write("hidden.zip", zip(".a", "x".getBytes(StandardCharsets.UTF_8)));
        Path nested = write("nested.zip", zip("a.jsonl.gz", compressed(Compression.GZIP, TEXT)));
        Path damaged = write("damaged.zip", Arrays.copyOf(zip("a", new byte[999]), 60));

        assertThatThrownBy(() -> read(hidden)).hasMessage("name is a zip archive without a file that could be data");
        assertThatThrownBy(() -> read(nested))
                .hasMessage("name, a.jsonl.gz is gzip compressed inside the archive, which datasets does not read;"
                        + " compress it once");
        assertThatThrownBy(() -> TextFile.members(damaged, "name"))
                .hasMessage("name is zip compressed, and damaged or cut short; fetch it again");
        assertThat(TextFile.members(write("plain", new byte[] {1}), "name")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\uFEFF", "\uFEFFa", "\uFEFF\uFEFFa"})
    void oneByteOrderMarkIsPassedOver(String text) throws IOException {
        String read = read(write("bom", text.getBytes(StandardCharsets.UTF_8)));

        assertThat(read).isEqualTo(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'' | -1", "' ' | -1", "'[1' | 91", "' \n\t{' | 123", "'\u3000x' | 120"})
    void aLookAheadTakesNothing(String text, int first) throws IOException {
        RecordReader reader = new RecordReader(new BufferedReader(new StringReader(text)));

        assertThat(reader.peek()).isEqualTo(first);
        assertThat(reader.peek()).isEqualTo(first);
        assertThat(all(reader)).isEqualTo(text);
    }

    @Test
    void aRecordEndsSomewhere() throws IOException {
        char[] room = new char[1 << 20];
        RecordReader endless = new RecordReader(new BufferedReader(new Endless()));
        RecordReader records = new RecordReader(new BufferedReader(new Endless()));

        assertThatThrownBy(() -> {
                    while (endless.read(room, 0, room.length) >= 0) {}
                })
                .isInstanceOf(RecordReader.TooLong.class)
                .hasMessage("a record of more than 256 million characters");
        for (int i = 0; i < 600; i++) {
            records.read(room, 0, room.length);
            records.recordDone();
        }
    }

    @Test
    void aLooseFileIsKnownByItsName() throws IOException {
        Path csv = write("a.csv", "x,y\n1,2\n".getBytes(StandardCharsets.UTF_8));

        assertThat(LooseFile.read(csv).column("y")).containsExactly(2L);
        assertThat(LooseFile.read(write("b.jsonl.gz", compressed(Compression.GZIP, "{\"a\": 1}")))
                        .column("a"))
                .containsExactly(1L);
        assertThatThrownBy(() -> LooseFile.read(folder.resolve("gone.csv")))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessage("there is no file " + folder.resolve("gone.csv"));
        assertThatThrownBy(() -> LooseFile.read(folder)).hasMessage(folder + " is not a file");
        assertThatThrownBy(() -> LooseFile.read(write("a.txt", new byte[0])))
                .hasMessageContaining("is not called .csv, .tsv, .jsonl, .json or .parquet");
        assertThatThrownBy(() -> LooseFile.read(write("none.csv", "x\n".getBytes(StandardCharsets.UTF_8))))
                .hasMessageEndingWith("none.csv has no rows");
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(two)) {
            for (String member : List.of("a.csv", "b.csv")) {
                zip.putNextEntry(new ZipEntry(member));
                zip.write("x\n1\n".getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThatThrownBy(() -> LooseFile.read(write("two.zip", two.toByteArray())))
                .hasMessageContaining("holds 2 files; unpack it and name one");
    }

    @ParameterizedTest
    @CsvSource({
        "a.jsonl, JSON",
        "a.json, JSON",
        "a.ndjson.gz, JSON",
        "A.JSONL, JSON",
        "a.parquet, PARQUET",
        "a.csv.zst, CSV",
        "a.tsv, TSV",
        "a.zip, ZIP",
        "a.csv.zip, CSV",
        "d.csv/a.parquet, PARQUET",
        "a.jsonl.txt, JSON",
        "a.jsonlx, ",
        "ajson, ",
        "json, ",
        "a.txt, ",
    })
    void formatsAreToldApartByTheirSuffix(String path, FileFormat format) {
        assertThat(FileFormat.of(path).orElse(null)).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.csv b.csv c.json     | CSV",
                "a.csv c.json           | JSON",
                "a.csv c.parquet        | PARQUET",
                "a.tsv c.csv            | CSV",
                "a.zip b.zip c.csv      | CSV",
                "a.zip b.zip            | ZIP",
                "a.txt                  | ",
            })
    void theFormatMostFilesHaveIsRead(String paths, FileFormat format) {
        assertThat(FileFormat.most(List.of(paths.split(" "))).orElse(null)).isEqualTo(format);
    }

    private static final class Endless extends Reader {
        @Override
        public int read(char[] out, int from, int length) {
            return length;
        }

        @Override
        public void close() {}
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static String read(Path file) {
        return String.join("|", TextFile.each(file, "name", (text, part) -> all(text)));
    }

    private static String all(RecordReader text) throws IOException {
        StringBuilder all = new StringBuilder();
        char[] room = new char[17];
        for (int count = text.read(room, 0, 17); count >= 0; count = text.read(room, 0, 17)) {
            all.append(room, 0, count);
        }
        return all.toString();
    }

    private static byte[] zip(String member, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(member));
            zip.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] compressed(Compression compression, String text) throws IOException {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed =
                switch (compression) {
                    case GZIP -> new GZIPOutputStream(out);
                    case ZSTD -> new ZstdOutputStream(out).setChecksum(true);
                    case BZIP2 -> new BZip2CompressorOutputStream(out);
                    case XZ -> new XZOutputStream(out, new LZMA2Options());
                    default -> throw new IllegalArgumentException(compression.name());
                }) {
            packed.write(plain);
        }
        return out.toByteArray();
    }
}
