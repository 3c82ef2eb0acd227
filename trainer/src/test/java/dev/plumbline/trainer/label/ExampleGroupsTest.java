package dev.plumbline.trainer.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.rows.ExampleFields;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.SourceRow;
import dev.plumbline.trainer.rows.TrainingExample;
import dev.plumbline.trainer.rows.TrainingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExampleGroupsTest {

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private LabelSummary write(LabelSettings settings, Path file) {
        return ExampleGroups.write(
                List.of(file), settings, new RowErrors(OnError.SKIP, warnings::add), folder.resolve("out.jsonl"));
    }

    private List<TrainingExample> examples() {
        List<SourceRow> rows = new ArrayList<>();
        new RowFile(folder.resolve("out.jsonl")).forEach(rows::add);
        return rows.stream().map(ExampleFields::parse).toList();
    }

    /** Texts {@code c.i} of class c, the c-th class having 10 + 90 c of them. */
    private Path classes(int classes) {
        List<String> lines = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < 10 + 90 * c; i++) {
                lines.add("{\"text\": \"" + c + "." + i + "\", \"label\": " + c + "}");
            }
        }
        return TrainingFiles.lines(folder.resolve("in.jsonl"), lines);
    }

    private static LabelSettings settings(double ratio, Map<String, String> texts, int groups) {
        return new LabelSettings("text", "label", 7, ratio, texts, groups, Optional.of("t"), 42);
    }

    private static String classOf(String text) {
        return text.split("\\.", -1)[0];
    }

    @Test
    void positivesAreOfTheClassAndNegativesOfOthers() {
        LabelSummary summary = write(settings(0, Map.of(), 1), classes(10));
        assertThat(summary).isEqualTo(new LabelSummary(4150, 10, 0, 4150, 0, 0, 0, 0));
        Map<String, Integer> negativesByClass = new HashMap<>();
        for (TrainingExample row : examples()) {
            String own = classOf(row.query());
            assertThat(row.label()).hasValue(own);
            assertThat(row.task()).hasValue("t");
            assertThat(row.positives())
                    .hasSize(1)
                    .allMatch(text -> classOf(text).equals(own) && !text.equals(row.query()));
            assertThat(row.negatives())
                    .hasSize(7)
                    .noneMatch(text -> classOf(text).equals(own));
            // as many classes as negatives
            assertThat(new HashSet<>(row.negatives().stream()
                            .map(ExampleGroupsTest::classOf)
                            .toList()))
                    .hasSize(7);
            row.negatives().forEach(text -> negativesByClass.merge(classOf(text), 1, Integer::sum));
        }
        // class 0 has a fortieth of the texts and yet a tenth or more of the negatives
        assertThat(negativesByClass.get("0")).isGreaterThan(7 * 4150 / 10);
    }

    @Test
    void fewClassesAreDrawnFromInTurn() {
        write(settings(0, Map.of(), 1), classes(3));
        for (TrainingExample row : examples()) {
            assertThat(row.negatives()).hasSize(7).doesNotHaveDuplicates();
            Map<String, Integer> counts = new HashMap<>();
            row.negatives().forEach(text -> counts.merge(classOf(text), 1, Integer::sum));
            assertThat(counts.values()).containsExactlyInAnyOrder(3, 4);
        }
    }

    @Test
    void theSameSeedGivesTheSameFileAndGroupsDiffer() throws IOException {
        Path file = classes(4);
        write(settings(0.3, Map.of(), 3), file);
        String first = Files.readString(folder.resolve("out.jsonl"));
        write(settings(0.3, Map.of(), 3), file);
        assertThat(Files.readString(folder.resolve("out.jsonl"))).isEqualTo(first);
        List<TrainingExample> rows = examples();
        assertThat(rows.get(0).query()).isEqualTo(rows.get(2).query());
        assertThat(new HashSet<>(rows.subList(0, 3))).hasSize(3);
    }

    @Test
    void labelTextsByTheirRatio() {
        LabelSummary summary = write(settings(0.25, Map.of("0", "nought"), 1), classes(4));
        int labelled = 0;
        for (TrainingExample row : examples()) {
            String positive = row.positives().get(0);
            if (!positive.contains(".")) {
                labelled++;
                String own = row.label().orElseThrow();
                assertThat(positive).isEqualTo(own.equals("0") ? "nought" : own);
                assertThat(row.negatives())
                        .hasSize(3)
                        .noneMatch(text -> text.contains("."))
                        .doesNotContain(positive);
            }
        }
        assertThat(summary.ofLabelTexts()).isEqualTo(labelled);
        double n = summary.groups();
        assertThat(labelled / n).isCloseTo(0.25, within(4 * Math.sqrt(0.25 * 0.75 / n)));
    }

    @Test
    void listsAndOtherFieldNames() {
        Path file = TrainingFiles.lines(
                folder.resolve("in.jsonl.gz"),
                "{\"sentences\": [\"a\", \"b\"], \"labels\": [\"x\", \"y\"]}",
                "{\"sentences\": [\"c\", \"d\", \"e\"], \"labels\": [\"x\", \"y\"]}",
                "{\"sentences\": [\"c\", \"d\"], \"labels\": [\"x\", \"y\"]}");
        LabelSummary summary =
                write(new LabelSettings("sentences", "labels", 1, 0, Map.of(), 1, Optional.empty(), 1), file);
        assertThat(summary.texts()).isEqualTo(4);
        assertThat(summary.badRows()).isEqualTo(1);
        assertThat(warnings.get(0)).contains("line 2", "list of 3 texts");
        assertThat(examples()).hasSize(4).allMatch(row -> row.negatives().size() == 1);
    }

    /** A text that stands under several labels, or twice under one, is on one side of a group only. */
    @Test
    void equalTextsAreNoPositiveAndNoNegative() {
        Path file = TrainingFiles.lines(
                folder.resolve("in.jsonl"),
                "{\"text\": \"Same\", \"label\": \"a\"}",
                "{\"text\": \"same \", \"label\": \"a\"}",
                "{\"text\": \"SAME\", \"label\": \"b\"}",
                "{\"text\": \"other\", \"label\": \"b\"}",
                "{\"text\": \"lone\", \"label\": \"c\"}");
        LabelSummary summary = write(settings(0, Map.of(), 1), file);
        assertThat(summary.conflicting()).isEqualTo(1);
        // neither of the two of a has another text, and lone has none at all
        assertThat(summary.withoutPositive()).isEqualTo(3);
        assertThat(summary.fewerNegatives()).isEqualTo(2);
        assertThat(examples()).hasSize(2).allMatch(row -> row.negatives().equals(List.of("lone")));
    }

    @Test
    void oneClassIsAnErrorAndSoIsAStrangeLabelText() {
        Path file = TrainingFiles.lines(folder.resolve("in.jsonl"), "{\"text\": \"a\", \"label\": 1}");
        assertThatThrownBy(() -> write(LabelSettings.defaults(), file)).hasMessageContaining("at least two classes");
        assertThatThrownBy(() -> write(settings(1, Map.of("9", "nine"), 1), classes(2)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("label '9', which does not occur");
    }

    @Test
    void missingFieldsAreNamed() {
        Path file = TrainingFiles.lines(
                folder.resolve("in.jsonl"), "{\"sentence\": \"a\", \"label\": 1}", "{\"text\": \"a\", \"label\": 1.5}");
        assertThatThrownBy(() -> write(LabelSettings.defaults(), file)).isInstanceOf(PlumblineException.class);
        assertThat(warnings.get(0)).contains("line 1: 'text' is missing, there are [sentence, label]");
        assertThat(warnings.get(1)).contains("line 2: 'label' must be a string or a whole number");
    }
}
