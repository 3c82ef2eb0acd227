package dev.plumbline.tasks.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.numeric.Nauc;
import dev.plumbline.tasks.numeric.PairThresholds;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.release.ScoringChange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What differs between releases, against mteb's own functions on inputs full of ties: test/oracle/make_release_vectors.py.
 * {@code -Dplumbline.releases=DIR} takes other files of it.
 */
class ReleaseGoldenTest {

    private static final double ULPS = 1e-12;

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.release.MtebRelease#known")
    void thresholds(MtebRelease release) throws IOException {
        PairThresholds.Cuts cuts = release.has(ScoringChange.THRESHOLDS_BETWEEN_SIMILARITIES)
                ? PairThresholds.Cuts.BETWEEN_SCORES
                : PairThresholds.Cuts.AFTER_EACH_PAIR;
        for (JsonNode golden : golden(release, "pairs")) {
            PairThresholds.Best best = PairThresholds.of(
                    cuts,
                    StreamSupport.stream(golden.get("labels").spliterator(), false)
                            .mapToInt(JsonNode::intValue)
                            .toArray(),
                    doubles(golden.get("scores")),
                    golden.get("higher").booleanValue());
            double[] got = {best.accuracy(), best.f1(), best.precision(), best.recall(), best.ap()};
            for (int i = 0; i < got.length; i++) {
                assertThat(agree(got[i], golden.get("expected").get(i)))
                        .as("%s: %s", golden, got[i])
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.release.MtebRelease#known")
    void abstention(MtebRelease release) throws IOException {
        Nauc.Ties ties =
                release.has(ScoringChange.CONFIDENCE_TIES_AVERAGED) ? Nauc.Ties.AVERAGED : Nauc.Ties.INPUT_ORDER;
        for (JsonNode golden : golden(release, "nauc")) {
            double got = Nauc.by(ties, doubles(golden.get("confidence"))).of(doubles(golden.get("metric")))[0];
            assertThat(agree(got, golden.get("expected")))
                    .as("%s: %s", golden, got)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.release.MtebRelease#known")
    void labelsOfSubsamples(MtebRelease release) throws IOException {
        for (JsonNode golden : golden(release, "subsamples")) {
            Map<String, Table> splits = new LinkedHashMap<>();
            for (String split : List.of("train", "test")) {
                splits.put(split, table(split, golden.get("labels").get(split)));
            }
            Map<String, Table> got = Subsample.stratified(
                    splits, "label", List.of("test"), golden.get("size").intValue(), release);
            assertThat(got.get("test").doubles("row")).as("%s", golden).containsExactly(doubles(golden.get("rows")));
            got.forEach((split, table) -> assertThat(table.doubles("label"))
                    .as("%s, %s", golden, split)
                    .containsExactly(doubles(golden.get("expected").get(split))));
        }
    }

    private Table table(String split, JsonNode labels) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < labels.size(); row++) {
            lines.add("{\"row\": " + row + ", \"label\": " + labels.get(row) + "}");
        }
        Path data = Files.createDirectories(folder.resolve(split));
        Files.write(data.resolve("test.jsonl"), lines);
        return DatasetDirectory.open("labels", data).read("default", "test", Columns.all());
    }

    private static JsonNode golden(MtebRelease release, String kind) throws IOException {
        String name = "releases-" + release.version() + ".json";
        String other = System.getProperty("plumbline.releases");
        try (InputStream in = other == null
                ? MtebRelease.class.getResourceAsStream(name)
                : Files.newInputStream(Path.of(other, name))) {
            JsonNode golden = new ObjectMapper().readTree(in).get(kind);
            assertThat(golden.size()).isGreaterThanOrEqualTo(20);
            return golden;
        }
    }

    /** NaN only where mteb has NaN; else to rounding, which grows where the oracle curve is all but flat. */
    private static boolean agree(double got, JsonNode expected) {
        return expected.isNull()
                ? Double.isNaN(got)
                : Math.abs(got - expected.doubleValue()) <= ULPS * Math.max(1, Math.abs(got));
    }

    private static double[] doubles(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }
}
