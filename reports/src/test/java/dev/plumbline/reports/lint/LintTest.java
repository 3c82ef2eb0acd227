package dev.plumbline.reports.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.Leaderboard;
import dev.plumbline.reports.MtebResults;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.read.ResultFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LintTest {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private static final Lint LINT = new Lint(Manifest.bundled(), Optional.of(FigureTable.published()));

    private static final Map<ResultFile, Set<Finding>> CLEAN = new HashMap<>();

    @TempDir
    static Path results;

    @TempDir
    Path folder;

    @BeforeAll
    static void write() {
        MtebResults.writeBelow(results);
    }

    /** Every file that the corruption can be done to, corrupted and found out. */
    @ParameterizedTest
    @EnumSource
    void findsEveryCorruptedCopy(Corruption corruption) throws IOException {
        List<String> missed = new ArrayList<>();
        int corrupted = 0;
        for (ResultFile file : sample()) {
            ObjectNode root = (ObjectNode) MAPPER.readTree(file.path().toFile());
            // two published files have NaN for a main score already
            if (!corruption.apply(root, random(file))
                    || root.equals(MAPPER.readTree(file.path().toFile()))) {
                continue;
            }
            corrupted++;
            if (!foundOut(file, MAPPER.writeValueAsBytes(root))) {
                missed.add(file.path().toString());
            }
        }
        assertThat(corrupted).isPositive();
        assertThat(missed).as("of %d corrupted files", corrupted).isEmpty();
    }

    @Test
    void refusesEveryFileThatIsCutShort() throws IOException {
        for (ResultFile file : sample()) {
            byte[] bytes = Files.readAllBytes(file.path());
            Path copy = copy(file, new String(bytes, 0, bytes.length / 2, StandardCharsets.ISO_8859_1));
            assertThat(LINT.check(of(file, copy)))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.message()).contains(copy.toString()));
        }
    }

    /** Scores repeat each other often enough that two slips of a single score in three show, at the least. */
    @Test
    void findsMostChangesOfASingleScore() throws IOException {
        int found = 0;
        int changed = 0;
        for (ResultFile file : sample()) {
            ObjectNode root = (ObjectNode) MAPPER.readTree(file.path().toFile());
            if (Corruption.anyNumber(root, random(file))) {
                changed++;
                found += foundOut(file, MAPPER.writeValueAsBytes(root)) ? 1 : 0;
            }
        }
        assertThat(found / (double) changed).as("%d of %d", found, changed).isGreaterThan(2 / 3.0);
    }

    /** Published files are not perfect, but an error is not the rule among them. */
    @Test
    void findsNoErrorWhereThereIsNone() {
        List<String> errors = sample().stream()
                .flatMap(file -> LINT.check(file).stream()
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .map(finding -> file.revision()
                                        .substring(
                                                0, Math.min(4, file.revision().length())) + " " + file.task() + ": "
                                + finding.message()))
                .toList();
        if (shared()) {
            assertThat(errors)
                    .containsExactlyInAnyOrder(
                            "8b32 AFQMC: there is no main score", "e4ce AFQMC: there is no main score");
        } else {
            assertThat(errors).isEmpty();
        }
    }

    /** https://github.com/embeddings-benchmark/mteb/issues/5228: how the wrong evaluator was found out. */
    @Test
    void findsAKnownBadRelease() throws IOException {
        String result = """
                {"dataset_revision": "r", "task_name": "TwitterHjerneRetrieval", "mteb_version": "%s", "scores": {"train": [
                {"ndcg_at_10": 0.37, "mrr_at_1": 0.859, "precision_at_1": %s, "main_score": 0.37, "hf_subset": "default",
                "languages": ["dan-Latn"]}]}}
                """;
        assertThat(rules(result.formatted("1.18.0", 0.859))).containsExactly("known-bad");
        assertThat(rules(result.formatted("1.19.0", 0.859))).isEmpty();
        assertThat(rules(result.formatted("1.19.0", 0.179))).containsExactly("ranking");
    }

    private List<String> rules(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("TwitterHjerneRetrieval.json"), content);
        return LINT.check(new ResultFile("org/a", "rev", Optional.empty(), file)).stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .map(Finding::rule)
                .toList();
    }

    private static SplittableRandom random(ResultFile file) {
        return new SplittableRandom((file.revision() + file.task()).hashCode());
    }

    private boolean foundOut(ResultFile file, byte[] corrupted) throws IOException {
        Set<Finding> known = CLEAN.computeIfAbsent(file, key -> new HashSet<>(LINT.check(key)));
        Path copy = copy(file, new String(corrupted, StandardCharsets.UTF_8));
        return LINT.check(of(file, copy)).stream()
                .filter(finding -> finding.severity() != Finding.Severity.NOTE)
                .anyMatch(finding -> !known.contains(finding));
    }

    private Path copy(ResultFile file, String content) throws IOException {
        return Files.writeString(folder.resolve(file.path().getFileName()), content);
    }

    private static ResultFile of(ResultFile original, Path copy) {
        return new ResultFile(original.model(), original.revision(), original.experiment(), copy);
    }

    /** What mteb wrote of our own cases, and published files where {@code ../shared} is there. */
    private static List<ResultFile> sample() {
        List<ResultFile> files = new ArrayList<>(ResultFile.below(results));
        if (shared()) {
            files.addAll(ResultFile.below(Leaderboard.folder().resolve("results-sample")));
        }
        return files;
    }

    private static boolean shared() {
        return !System.getProperty("plumbline.shared", "").isEmpty();
    }
}
