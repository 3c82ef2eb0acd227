package dev.plumbline.trainer.decontaminate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.TrainingFiles;
import dev.plumbline.trainer.rows.TrainingStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecontaminationTest {

    private static final TestSource QUERIES = new TestSource("Task", "test", "default", "query");
    private static final TestSource DOCUMENTS = new TestSource("Task", "test", "default", "document");

    @TempDir
    private Path folder;

    private final TestTexts tests = new TestTexts(3);
    private final List<Overlap> found = new ArrayList<>();
    private final List<String> cleanRows = new ArrayList<>();

    @AfterEach
    void close() {
        tests.close();
    }

    private OverlapSummary check(Decontamination.Settings settings, String... lines) {
        Path file = TrainingFiles.lines(folder.resolve("train.jsonl"), lines);
        try (Parallel parallel = Parallel.of(2)) {
            Decontamination search =
                    new Decontamination(tests, settings, parallel, new RowErrors(OnError.SKIP, warning -> {}));
            search.check(file, (row, overlaps) -> {
                found.addAll(overlaps);
                if (overlaps.isEmpty()) {
                    cleanRows.add(row.line().orElseThrow());
                }
            });
            return search.summary();
        }
    }

    private static String row(String query, String positive) {
        return "{\"query\": \"" + query + "\", \"pos\": [\"" + positive + "\"]}";
    }

    @Test
    void exactNormalisedAndClean() {
        tests.add(QUERIES, "What is the capital of France?");
        tests.add(DOCUMENTS, "法国的首都是巴黎。");
        String clean = row("what is the capital of spain", "Madrid is the one");
        OverlapSummary summary = check(
                Decontamination.Settings.DEFAULT,
                row("What is the capital of France?", "Paris it is"),
                clean,
                row("x y z", "  法国的 首都 是巴黎"),
                "broken",
                row("Instruct: Find it \\n Query: what is the CAPITAL of france", "none of this"));
        assertThat(found)
                .extracting(overlap -> overlap.place().number() + " " + overlap.part() + " " + overlap.kind() + " "
                        + overlap.test().part() + " " + overlap.similarity())
                .containsExactly(
                        "1 query EXACT query 1.0", "3 pos[0] NORMALISED document 1.0", "5 query NORMALISED query 1.0");
        assertThat(found.get(2).text()).isEqualTo("What is the capital of France?");
        assertThat(cleanRows).containsExactly(clean);
        assertThat(summary.rows()).isEqualTo(4);
        assertThat(summary.badRows()).isEqualTo(1);
        assertThat(summary.overlappingRows()).isEqualTo(3);
        assertThat(summary.isClean()).isFalse();
        assertThat(summary).hasToString("3 of 4 training rows overlap with 2 test texts; 1 training rows have errors");
        assertThat(summary.counts())
                .extracting(count -> count.test().part() + " " + count.kind() + " " + count.overlaps())
                .containsExactly("document NORMALISED 1", "query EXACT 1", "query NORMALISED 1");
    }

    private static String words(UniformRandomProvider random, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "w" + random.nextInt(5000))
                .collect(Collectors.joining(" "));
    }

    /** A test passage inside a longer text, whole and with words changed, in a thousand others. */
    @Test
    void nearTextsAreFoundByTheirGrams() {
        UniformRandomProvider random = TrainingStream.of(1, TrainingStream.Purpose.MINE);
        List<String> passages = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            passages.add(words(random, 60));
            tests.add(DOCUMENTS, passages.get(i));
        }
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String[] changed = passages.get(i).split(" ", -1);
            // of 48 grams the 13 around the changed word are lost
            changed[30] = "other";
            rows.add(row(
                    "question " + i, words(random, 100) + " " + String.join(" ", changed) + " " + words(random, 20)));
            rows.add(row("another " + i, words(random, 150)));
        }
        OverlapSummary summary = check(Decontamination.Settings.DEFAULT, rows.toArray(String[]::new));
        assertThat(summary.overlappingRows()).isEqualTo(200);
        for (int i = 0; i < 200; i++) {
            assertThat(found.get(i).kind()).isEqualTo(Overlap.Kind.NEAR);
            assertThat(found.get(i).text()).isEqualTo(passages.get(i));
            assertThat(found.get(i).similarity()).isCloseTo(35 / 48.0, within(1e-9));
        }
        found.clear();
        assertThat(check(new Decontamination.Settings(0.75, true, List.of()), rows.toArray(String[]::new))
                        .isClean())
                .isTrue();
    }

    /** What the package's documentation promises: a passage of which half is there is found in 996 of 1000 cases. */
    @Test
    void halfAPassageIsNearlyAlwaysFound() {
        UniformRandomProvider random = TrainingStream.of(2, TrainingStream.Purpose.MINE);
        List<String> rows = new ArrayList<>();
        int passages = 1000;
        for (int i = 0; i < passages; i++) {
            String passage = words(random, 112);
            tests.add(DOCUMENTS, passage);
            // 62 words hold 50 of the 100 grams
            rows.add(row(
                    "question " + i,
                    String.join(" ", List.of(passage.split(" ", -1)).subList(0, 62))));
        }
        OverlapSummary summary = check(Decontamination.Settings.DEFAULT, rows.toArray(String[]::new));
        assertThat(summary.overlappingRows()).isBetween(passages - 14L, (long) passages);
    }

    @Test
    void chineseIsComparedByCharacters() {
        String passage = "人工智能正在改变我们的生活方式，许多城市已经开始试点自动驾驶出租车服务。";
        tests.add(DOCUMENTS, passage);
        OverlapSummary summary = check(
                Decontamination.Settings.DEFAULT,
                row("城市 新闻", "据报道，" + passage.replace("服务", "业务") + "市民反应热烈。"),
                row("天气 预报", "今天北京天气晴朗，最高气温二十五度，适合户外活动和运动健身。"));
        assertThat(summary.overlappingRows()).isEqualTo(1);
        assertThat(found.get(0).kind()).isEqualTo(Overlap.Kind.NEAR);
    }

    @Test
    void theBestMatchOfEachSourceCounts() {
        String text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
        tests.add(QUERIES, text);
        tests.add(QUERIES, text.toUpperCase(Locale.ROOT));
        tests.add(QUERIES, text + " and more");
        tests.add(DOCUMENTS, text + " and more");
        check(Decontamination.Settings.DEFAULT, row("q r s", text));
        assertThat(found)
                .extracting(overlap -> overlap.test().part() + " " + overlap.kind())
                .containsExactly("query EXACT", "document NEAR");
        assertThat(found.get(1).similarity()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void negativesCanBeLeftOut() {
        tests.add(QUERIES, "a b c");
        String line = "{\"query\": \"q\", \"pos\": [\"p\"], \"neg\": [\"n\", \"a b c\"]}";
        assertThat(check(Decontamination.Settings.DEFAULT, line).isClean()).isFalse();
        assertThat(found.get(0).part()).isEqualTo("neg[1]");
        assertThat(check(new Decontamination.Settings(0.5, false, List.of()), line)
                        .isClean())
                .isTrue();
    }

    @Test
    void otherFieldsThanATrainingRows() {
        tests.add(QUERIES, "a b c");
        Decontamination.Settings settings = new Decontamination.Settings(0.5, true, List.of("text", "more"));
        OverlapSummary summary = check(
                settings,
                "{\"text\": \"A B C\", \"more\": []}",
                "{\"text\": \"x\", \"more\": [\"y\", \"a, b, c\"], \"other\": \"a b c\"}",
                "{\"text\": \"x\"}");
        assertThat(found).extracting(Overlap::part).containsExactly("text", "more[1]");
        assertThat(summary.badRows()).isEqualTo(1);
    }

    @Test
    void shortTestTextsAreCountedAndNotLookedFor() {
        tests.add(QUERIES, "Yes!");
        tests.add(QUERIES, "not now please");
        tests.add(QUERIES, "not now please");
        OverlapSummary summary = check(Decontamination.Settings.DEFAULT, row("yes", "Yes!"));
        assertThat(summary.isClean()).isTrue();
        assertThat(summary.testTexts()).isEqualTo(1);
        assertThat(summary.tooShort()).isEqualTo(1);
        assertThat(summary).asString().contains("1 test texts were too short to look for");
    }

    @Test
    void theReportIsJson() throws IOException {
        tests.add(QUERIES, "a b c");
        Path report = folder.resolve("report.json");
        OverlapSummary summary = OverlapReport.write(report, listener -> {
            OverlapSummary done = check(Decontamination.Settings.DEFAULT, row("q", "A, b, c"), row("q", "clean"));
            found.forEach(listener);
            return done;
        });
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        JsonNode overlap = json.path("overlaps").path(0);
        assertThat(overlap.path("file").asText()).endsWith("train.jsonl");
        assertThat(overlap.path("line").asInt()).isEqualTo(1);
        assertThat(overlap.path("part").asText()).isEqualTo("pos[0]");
        assertThat(overlap.path("task").asText()).isEqualTo("Task");
        assertThat(overlap.path("kind").asText()).isEqualTo("normalised");
        assertThat(overlap.path("similarity").asDouble()).isEqualTo(1);
        assertThat(json.path("summary").path("rows").asLong()).isEqualTo(summary.rows());
        assertThat(json.path("summary").path("counts").path(0).path("overlaps").asLong())
                .isEqualTo(1);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> new Decontamination.Settings(0, true, List.of()))
                .hasMessageContaining("threshold");
        assertThatThrownBy(() -> new TestTexts(0)).hasMessageContaining("word");
    }
}
