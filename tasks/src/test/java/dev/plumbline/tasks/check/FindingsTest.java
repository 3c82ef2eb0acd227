package dev.plumbline.tasks.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class FindingsTest {

    private final Findings findings = new Findings("Task", "test", "default");

    private String found() {
        return findings.found().stream()
                .map(each -> each.issue() + " " + each.count() + "/" + each.of()
                        + (each.example().isEmpty() ? "" : " '" + each.example() + "'"))
                .collect(Collectors.joining(", "));
    }

    private static List<String> texts(String texts) {
        return Arrays.stream(texts.split(",", -1))
                .map(text -> text.replace("_", " "))
                .toList();
    }

    /** Texts with _ for a blank, and what is found. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b,c                | ''",
                "a,b,a                | texts occurred before 1/3 'a'",
                "a,A,_a_,a            | texts occurred before 3/4 'A'",
                "a_b,a__b             | texts occurred before 1/2 'a  b'",
                "\uFF21,a             | texts occurred before 1/2 'a'",
                "a,,_                 | texts are empty 2/3",
                "\u3000,x             | texts are empty 1/2",
                "\u00a0,\u00a0        | texts are empty 2/2",
                ",,a,a                | texts are empty 2/4, texts occurred before 1/4 'a'",
                "b,a,a,b              | texts occurred before 2/4 'a'",
            })
    void emptyAndRepeatedTexts(String texts, String expected) {
        findings.texts("texts", texts(texts));

        assertThat(found().replaceAll("\\s+", " ")).isEqualTo(expected.replaceAll("\\s+", " "));
    }

    /** Ids and their texts as id=text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1=a,2=b          | ''",
                "1=a,1=a          | ids occurred before, with the same text 1/2 '1'",
                "1=a,1=b          | ids occurred before, with another text 1/2 '1'",
                "1=a,1=a,1=a      | ids occurred before, with the same text 1/3 '1'",
                "1=a,1=a,1=b      | ids occurred before, with the same text 1/3 '1', ids occurred before, with another text 1/3 '1'",
                "2=a,1=a,2=b,1=b  | ids occurred before, with another text 2/4 '2'",
            })
    void repeatedIds(String pairs, String expected) {
        List<String> ids = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (String pair : pairs.split(",", -1)) {
            ids.add(pair.substring(0, 1));
            texts.add(pair.substring(2));
        }

        findings.ids("documents", ids, texts);

        assertThat(found()).isEqualTo(expected);
    }

    /** Texts and their labels as text=label. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1,b=2          | ''",
                "a=1,a=1          | ''",
                "a=1,a=2          | texts have several labels 1/1 'a'",
                "a=1,A=2,b=1      | texts have several labels 1/2 'A'",
                "a=1,a=2,a=3      | texts have several labels 1/1 'a'",
                "a=1              | ''",
            })
    void textsOfSeveralLabels(String pairs, String expected) {
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (String pair : pairs.split(",", -1)) {
            texts.add(pair.substring(0, 1));
            labels.add(pair.substring(2));
        }

        findings.labels(texts, labels);

        assertThat(found()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 1, ''",
        "11, 1, 'rows have the commonest label 11/12 ''label x, and 1 have y'''",
        "21, 2, 'rows have the commonest label 21/23 ''label x, and 2 have y'''",
        "20, 2, ''"
    })
    void oneLabelTenTimesAsCommonAsAnotherIsStillUsual(int most, int fewest, String expected) {
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < most + fewest; i++) {
            texts.add("t" + i);
            labels.add(i < most ? "x" : "y");
        }

        findings.labels(texts, labels);

        assertThat(found()).isEqualTo(expected);
    }

    /** Of so many test texts, so many in training: up to a tenth is a warning, more is severe. */
    @ParameterizedTest
    @CsvSource({"20, 0, ", "20, 1, WARNING", "20, 2, WARNING", "20, 3, SEVERE", "1, 1, SEVERE"})
    void textsOfTheTrainingSplit(int texts, int both, Severity severity) {
        List<String> test = new ArrayList<>(List.of());
        List<String> train = new ArrayList<>(List.of("other"));
        for (int i = 0; i < texts; i++) {
            test.add("Text " + i);
            if (i < both) {
                train.add(" text  " + i);
            }
        }

        findings.overlap(test, train);

        assertThat(findings.found()).hasSize(both == 0 ? 0 : 1);
        findings.found().forEach(finding -> {
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.count()).isEqualTo(both);
            assertThat(finding.example()).isEqualTo("Text 0");
        });
    }

    @Test
    void emptyTextsOverlapWithNothing() {
        findings.overlap(List.of("", " "), List.of(" ", ""));

        assertThat(findings.found()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' a  b '    | 'a b'",
                "'\uFF28i'   | hi",
                "'\u2460'    | 1",
                "'A\tB\nC'   | 'a b c'",
                "'\uFB01n'   | fin",
                "'\u00a0x'   | x",
            })
    void textsAreEqualWhereCaseWidthAndBlanksAreAllThatDiffers(String text, String plain) {
        assertThat(Findings.plain(text)).isEqualTo(plain);
    }

    @Test
    void longExamplesAreCutBetweenCharacters() {
        String emoji = "\uD83D\uDE00";
        findings.add(Issue.DUPLICATE_TEXT, "texts", 1, 2, emoji.repeat(81));
        findings.add(Issue.DUPLICATE_TEXT, "texts", 1, 2, emoji.repeat(80));
        findings.add(Issue.DUPLICATE_TEXT, "texts", 1, 2, "a\nb\t c");
        findings.add(Issue.DUPLICATE_TEXT, "texts", 0, 2, "none");

        assertThat(findings.found())
                .extracting(DataFinding::example)
                .containsExactly(emoji.repeat(80) + "...", emoji.repeat(80), "a b c");
    }

    @ParameterizedTest
    @EnumSource(Issue.class)
    void everyIssueHasItsWords(Issue issue) {
        assertThat(issue.toString()).isNotBlank().doesNotContain("_");
        assertThat(issue.label()).isLowerCase();
        assertThat(issue.severity().label()).isLowerCase();
    }

    @Test
    void repeatedPairsAreSeenWhereTheirOrderIsTheSame() {
        findings.texts("texts", Collections.nCopies(3, "same"));

        assertThat(found()).isEqualTo("texts occurred before 2/3 'same'");
    }
}
