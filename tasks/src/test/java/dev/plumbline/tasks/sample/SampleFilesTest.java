package dev.plumbline.tasks.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.SharedTasks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampleFilesTest {

    private static final SampleHeader MEANS =
            new SampleHeader("Täsk", "rev", "ndcg_at_10", new SampleStatistic(SampleStatistic.Kind.MEAN, List.of()));

    @TempDir
    private Path folder;

    @Test
    void samplesOfEveryKindComeBack() throws IOException {
        List<Sample> scored = List.of(
                new Sample.Scored("q\"1\n", 0.1 + 0.2),
                new Sample.Scored("q2", Double.NaN),
                new Sample.Scored("", -0.0),
                new Sample.Scored("\uD83D\uDE00", Double.POSITIVE_INFINITY));
        assertThat(roundTrip(MEANS, scored)).isEqualTo(scored);

        SampleHeader rated = header(SampleStatistic.Kind.SPEARMAN);
        List<Sample> ratings = List.of(new Sample.Rated("0", 0.1f, 0.1), new Sample.Rated("1", -1e-30f, Double.NaN));
        assertThat(roundTrip(rated, ratings)).isEqualTo(ratings);

        SampleHeader pairs = header(SampleStatistic.Kind.AP, "cosine", "euclidean");
        List<Sample> labelled = List.of(
                new Sample.Labelled("0", 1, List.of((double) 0.3f, (double) -2.5f)),
                new Sample.Labelled("1", 0, List.of((double) Float.MIN_VALUE, Double.NaN)));
        assertThat(roundTrip(pairs, labelled)).isEqualTo(labelled);
    }

    /** Similarities are float32 values in the file, whatever double they were given as. */
    @Test
    void similaritiesAreRoundedToFloat32() throws IOException {
        List<Sample> read = roundTrip(header(SampleStatistic.Kind.PEARSON), List.of(new Sample.Rated("0", 0.1, 0.1)));

        assertThat(read).containsExactly(new Sample.Rated("0", 0.1f, 0.1));
    }

    @Test
    void ofTheDetailsThoseAReaderLooksAtComeBack() throws IOException {
        Map<String, Object> ranking =
                Map.of("metrics", Map.of("map_at_10", 0.5), "top", List.of(List.of("d1", 0.5, 1)));
        Map<String, Object> row = Map.of("label", 3L, "predicted", List.of(3L, "x", 0L));

        List<Sample> read = roundTrip(
                MEANS,
                List.of(
                        new Sample.Scored("a", 1, ranking),
                        new Sample.Scored("b", 0.3, row),
                        new Sample.Scored("c", 0, Map.of("top", List.of()))));

        assertThat(read)
                .containsExactly(
                        new Sample.Scored("a", 1, Map.of("top", List.of(List.of("d1", 0.5, 1)))),
                        new Sample.Scored("b", 0.3, Map.of("label", "3", "predicted", List.of("3", "x", "0"))),
                        new Sample.Scored("c", 0));
    }

    @Test
    void theSameSamplesAreTheSameBytes() throws IOException {
        List<Sample> samples = List.of(new Sample.Scored("a", 0.5), new Sample.Scored("b", 0.25));

        assertThat(bytes(MEANS, samples)).isEqualTo(bytes(MEANS, samples));
    }

    @Test
    void linesOfAnEarlierFileAreTakenOverAsTheyAre() throws IOException {
        Path earlier = write("""
                {"plumbline_samples":1,"task":"Täsk","dataset_revision":"rev","main_score":"ndcg_at_10","statistic":"mean","similarities":[]}
                {"split":"test","subset":"a","id":"1","score":0.50,"more":[1,  2]}
                {"split":"test","subset":"b","id":"2","score":1}
                {"split":"dev","subset":"a","id":"3","score":0}
                """);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SampleWriter writer = new SampleWriter(out, MEANS)) {
            writer.keep(earlier, MEANS, (split, subset) -> subset.equals("a"));
            writer.entry("test", "c").add(new Sample.Scored("4", 2));
        }
        Path file = Files.write(folder.resolve("new.gz"), out.toByteArray());
        List<String> lines = new ArrayList<>();
        SampleReader.lines(file, lines::add);

        assertThat(lines)
                .hasSize(4)
                .contains("{\"split\":\"test\",\"subset\":\"a\",\"id\":\"1\",\"score\":0.50,\"more\":[1,  2]}")
                .endsWith("{\"split\":\"test\",\"subset\":\"c\",\"id\":\"4\",\"score\":2.0}");
        assertThat(read(file)).hasSize(3);
        SampleHeader other = new SampleHeader("Täsk", "other", "ndcg_at_10", MEANS.statistic());
        assertThatThrownBy(() -> {
                    try (SampleWriter writer = new SampleWriter(OutputStream.nullOutputStream(), other)) {
                        writer.keep(earlier, other, (split, subset) -> true);
                    }
                })
                .isInstanceOf(PlumblineException.class)
                .hasMessage(earlier + " belongs to another version of Täsk; use --fresh");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                  | is not a file of samples: its first line is no header",
                "{}                                                  | is not a file of samples: its first line is no header",
                "3                                                   | is not a file of samples: its first line is no header",
                "{\"plumbline_samples\": \"1\"}                      | is not a file of samples: its first line is no header",
                "{\"plumbline_samples\": 2}                          | has version 2; this Plumbline reads version 1",
                "{\"plumbline_samples\": 1}                          | , line 1: no text \"task\"",
                "HEAD(mode)                                          | has an unknown statistic \"mode\"",
                "HEAD(mean){\"subset\": \"a\"}                       | , line 2: no text \"split\"",
                "HEAD(mean){\"split\": 1, \"subset\": \"a\"}         | , line 2: no text \"split\"",
                "HEAD(mean){\"split\": \"s\", \"subset\": \"a\", \"id\": \"1\"} | , line 2: no number \"score\"",
                "HEAD(mean){\"split\": \"s\", \"subset\": \"a\", \"id\": \"1\", \"score\": \"1\"} | , line 2: no number \"score\"",
                "HEAD(spearman){\"split\": \"s\", \"subset\": \"a\", \"id\": \"1\", \"score\": 1} | , line 2: no number \"gold\"",
                "HEAD(ap){\"split\": \"s\", \"subset\": \"a\", \"id\": \"1\", \"scores\": [1]}    | , line 2: 1 scores where 0 belong",
                "HEAD(mean){\"split\": \"s\"                         | , line 2 is damaged (no JSON); score the task anew with --fresh",
                "{\"plumbline_samples\"                              | , line 1 is damaged (no JSON); score the task anew with --fresh",
            },
            quoteCharacter = '`')
    void whatIsNoFileOfSamplesSaysWhere(String content, String message) throws IOException {
        Path file = write(
                content.equals("''")
                        ? ""
                        : content.replaceAll(
                                "HEAD\\((\\w+)\\)",
                                "{\"plumbline_samples\": 1, \"task\": \"T\", \"dataset_revision\": \"r\", \"main_score\": \"m\","
                                        + " \"statistic\": \"$1\"}\n"));

        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.RESULT))
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void aDamagedFileIsSaidToBeOneInPlainWords() throws IOException {
        byte[] whole = bytes(MEANS, List.of(new Sample.Scored("a", 0.5)));
        Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length - 9));
        Path plain = Files.writeString(folder.resolve("plain.gz"), "{}");
        byte[] changed = whole.clone();
        changed[whole.length - 6] ^= 1;
        Path other = Files.write(folder.resolve("other.gz"), changed);

        assertThatThrownBy(() -> read(cut))
                .hasMessage(cut + " is damaged (cut short); score the task anew with --fresh");
        for (Path file : List.of(plain, other)) {
            assertThatThrownBy(() -> read(file))
                    .hasMessage(file + " is damaged (not compressed with gzip, or changed since); score the task anew"
                            + " with --fresh");
        }
        assertThatThrownBy(() -> read(folder.resolve("gone.gz")))
                .hasMessage("there is no file " + folder.resolve("gone.gz"));
    }

    @Test
    void aFullDiskIsTheCallersToHear() throws IOException {
        boolean[] full = {false};
        OutputStream disk = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (full[0]) {
                    throw new IOException("full");
                }
            }
        };
        try (SampleWriter writer = new SampleWriter(disk, MEANS)) {
            SampleSink sink = writer.entry("test", "default");
            full[0] = true;
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000_000; i++) {
                            sink.add(new Sample.Scored("id" + i * 7919L % 104729, i / 3.0));
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseMessage("full");
            full[0] = false;
        }
    }

    /** Kind of task, its main score, and the statistic with the similarities of a sample. */
    @ParameterizedTest
    @CsvSource({
        "Retrieval, retrieval, ndcg_at_10, mean, []",
        "Retrieval, retrieval, nauc_ndcg_at_10_max, none, []",
        "Summarization, summarization, cosine_spearman, mean, []",
        "Classification, classification, accuracy, mean, []",
        "Classification, classification, f1, none, []",
        "Clustering, clustering_fast, v_measure, mean, []",
        "Clustering, clustering_fast, ami, mean, []",
        "Clustering, clustering_legacy, v_measure_std, none, []",
        "STS, sts, cosine_spearman, spearman, []",
        "STS, sts, pearson, pearson, []",
        "STS, sts, manhattan, none, []",
        "PairClassification, pair_classification, max_ap, ap, 'similarity cosine manhattan euclidean dot'",
        "PairClassification, pair_classification, cosine_ap, ap, cosine",
        "PairClassification, pair_classification, similarity_accuracy, accuracy, similarity",
        "PairClassification, pair_classification, dot_f1, f1, dot",
        "PairClassification, pair_classification, max_recall, none, []",
        "PairClassification, pair_classification, hamming_ap, none, []",
        "PairClassification, pair_classification, ap, none, []",
    })
    void theMainScoreHasAStatistic(String type, String kind, String mainScore, String statistic, String similarities) {
        TaskSpec task = SharedTasks.minimal(type, kind, Map.of());
        TaskSpec named = new TaskSpec(
                task.name(),
                task.type(),
                task.kind(),
                task.dataset(),
                task.evalSplits(),
                mainScore,
                task.category(),
                task.multilingual(),
                task.isPublic(),
                task.allSubsets(),
                task.languages(),
                task.params(),
                task.transform(),
                task.prompt(),
                task.expectedStats(),
                task.subtasks());

        SampleHeader header = SampleHeader.of(named, "rev");

        assertThat(header.task()).isEqualTo("Sample");
        assertThat(header.mainScore()).isEqualTo(mainScore);
        assertThat(header.statistic().kind().label()).isEqualTo(statistic);
        assertThat(String.join(" ", header.statistic().similarities()))
                .isEqualTo(similarities.equals("[]") ? "" : similarities);
    }

    private static SampleHeader header(SampleStatistic.Kind kind, String... similarities) {
        return new SampleHeader("T", "rev", "any", new SampleStatistic(kind, List.of(similarities)));
    }

    private static byte[] bytes(SampleHeader header, List<Sample> samples) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SampleWriter writer = new SampleWriter(out, header)) {
            samples.forEach(writer.entry("test", "default")::add);
        }
        return out.toByteArray();
    }

    private List<Sample> roundTrip(SampleHeader header, List<Sample> samples) throws IOException {
        Path file = Files.write(folder.resolve("samples.gz"), bytes(header, samples));
        List<Sample> read = new ArrayList<>();
        SampleReader.read(file, new SampleReader.Listener() {
            @Override
            public void header(SampleHeader found) {
                assertThat(found).isEqualTo(header);
            }

            @Override
            public void sample(String split, String subset, Sample sample) {
                assertThat(split + "/" + subset).isEqualTo("test/default");
                read.add(sample);
            }
        });
        return read;
    }

    private static List<Sample> read(Path file) {
        List<Sample> read = new ArrayList<>();
        SampleReader.read(file, new SampleReader.Listener() {
            @Override
            public void header(SampleHeader found) {}

            @Override
            public void sample(String split, String subset, Sample sample) {
                read.add(sample);
            }
        });
        return read;
    }

    private Path write(String lines) throws IOException {
        Path file = folder.resolve("lines.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
