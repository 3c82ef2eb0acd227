package dev.plumbline.reports.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.report.TaskSampleRows;
import dev.plumbline.tasks.sample.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Documents that changed places, and samples of a kind together. */
class MovedSamplesTest {

    private static Sample query(List<String> ranked, Map<String, Integer> judged) {
        List<Object> top = new ArrayList<>();
        ranked.forEach(id -> top.add(List.of(id, 0.5, judged.getOrDefault(id, 0))));
        return new Sample.Scored("q", 0.5, Map.of("top", top));
    }

    private static JudgedSample judged(Sample own, Optional<Sample> theirs) {
        return new JudgedSample("test", "default", own, theirs, 0.5, OptionalDouble.of(0.75));
    }

    /** Against the two lists themselves. */
    @RepeatedTest(20)
    void aMoveIsADocumentInAnotherPlace(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> documents =
                new ArrayList<>(IntStream.range(0, 14).mapToObj(i -> "d" + i).toList());
        Map<String, Integer> relevance = Map.of("d3", 1, "d7", 2);
        Collections.shuffle(documents, random);
        List<String> before = List.copyOf(documents.subList(0, 10));
        Collections.shuffle(documents, random);
        List<String> after = List.copyOf(documents.subList(0, 10));
        List<TaskSampleRows.Move> moves =
                MovedDocuments.of(judged(query(after, relevance), Optional.of(query(before, relevance))));
        assertThat(moves).isNotEmpty().hasSizeLessThanOrEqualTo(5);
        for (TaskSampleRows.Move move : moves) {
            assertThat(move.baseline().orElse(0)).isEqualTo(before.indexOf(move.document()) + 1);
            assertThat(move.candidate().orElse(0)).isEqualTo(after.indexOf(move.document()) + 1);
            assertThat(move.baseline()).isNotEqualTo(move.candidate());
            assertThat(move.relevance())
                    .isEqualTo(relevance.getOrDefault(move.document(), 0).doubleValue());
        }
        assertThat(moves.stream().map(TaskSampleRows.Move::relevance).toList())
                .isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    void nothingMovesInTheSameListOrWithoutOne() {
        Sample list = query(List.of("a", "b"), Map.of());
        assertThat(MovedDocuments.of(judged(list, Optional.of(list)))).isEmpty();
        assertThat(MovedDocuments.of(judged(list, Optional.empty()))).isEmpty();
        assertThat(MovedDocuments.of(judged(new Sample.Scored("q", 1), Optional.of(list))))
                .isEmpty();
    }

    /** A task that averages others has their samples, and none of its own. */
    @Test
    void anAverageIsShownByItsParts() {
        Manifest manifest = Manifest.bundled();
        Selection test = new Selection(List.of("test"), List.of("default"));
        ComparedTask average = new ComparedTask("CQADupstackRetrieval", Optional.of(TaskType.RETRIEVAL), test);
        assertThat(SampleRows.parts(manifest, average))
                .hasSize(12)
                .allMatch(part -> part.selection().equals(test))
                .extracting(ComparedTask::name)
                .contains("CQADupstackGamingRetrieval");
        ComparedTask plain = new ComparedTask("SciFact", Optional.of(TaskType.RETRIEVAL), test);
        assertThat(SampleRows.parts(manifest, plain)).containsExactly(plain);
    }

    @Test
    void groupsAreAllSamplesOnceOfEachKind() {
        Random random = new Random(4);
        List<JudgedSample> samples = new ArrayList<>();
        int[] lengths = new int[200];
        for (int i = 0; i < 200; i++) {
            Sample sample = new Sample.Scored(
                    String.valueOf(i),
                    random.nextDouble(),
                    Map.of("label", random.nextInt(3), "predicted", List.of(1)));
            JudgedSample judged = new JudgedSample(
                    "test",
                    i % 2 == 0 ? "en" : "zh",
                    sample,
                    Optional.empty(),
                    random.nextInt(5) / 4.0,
                    OptionalDouble.of(random.nextInt(5) / 4.0));
            samples.add(judged);
            lengths[i] = 1 + random.nextInt(30);
        }
        List<TaskSampleRows.Group> groups = SampleGroups.of(samples, Map.of("0", "zero"), lengths);
        double mean = samples.stream().mapToDouble(JudgedSample::own).average().orElseThrow();
        for (TaskSampleRows.Kind kind : TaskSampleRows.Kind.values()) {
            List<TaskSampleRows.Group> of =
                    groups.stream().filter(group -> group.kind() == kind).toList();
            assertThat(of).as("%s", kind).hasSize(kind == TaskSampleRows.Kind.SUBSET ? 2 : 3);
            assertThat(of.stream().mapToInt(TaskSampleRows.Group::samples).sum())
                    .isEqualTo(200);
            assertThat(of.stream()
                                    .mapToDouble(group -> group.samples() * group.candidate())
                                    .sum()
                            / 200)
                    .isCloseTo(mean, within(1e-12));
            assertThat(of.stream().mapToInt(TaskSampleRows.Group::ahead).sum()).isEqualTo((int)
                    samples.stream().filter(sample -> sample.gain() > 0).count());
        }
        assertThat(groups.stream().map(TaskSampleRows.Group::value)).contains("en", "zh", "zero", "1", "2");
    }

    @Test
    void oneSubsetAndOneLengthAreNoGroups() {
        List<JudgedSample> samples = new ArrayList<>();
        int[] lengths = new int[20];
        for (int i = 0; i < 20; i++) {
            samples.add(judged(new Sample.Scored(String.valueOf(i), 0.5), Optional.empty()));
            lengths[i] = 7;
        }
        assertThat(SampleGroups.of(samples, Map.of(), lengths)).isEmpty();
    }
}
