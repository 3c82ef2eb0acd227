package dev.plumbline.reports.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.tasks.data.Oddity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That what results say in English is said in Chinese on a Chinese page: all of it, and whole. */
class RemarksTest {

    /** Two words or more, which names, numbers and options are not. */
    private static final Pattern ENGLISH = Pattern.compile("(?<![-a-z])[a-z]{2,} [a-z]{2,}");

    /** Where remarks are made, and by which calls. */
    private static final Pattern MADE = Pattern.compile(
            "new Oddity\\.Tally\\(|notes\\.add\\(|new Mark\\(|context\\.odd\\(|[^a-zA-Z]warn\\(|warn\\.accept\\("
                    + "|progress\\.warning\\(card|Samples\\.none\\(|unreadable\\.add\\(|changed\\.add\\(|\\.warnings\\(\\)"
                    + "\\s*\\.accept\\(|private String reason\\(");

    private static final List<String> SOURCES = List.of(
            "../tasks/src/main/java/dev/plumbline/tasks/data",
            "../tasks/src/main/java/dev/plumbline/tasks/evaluate",
            "../models/src/main/java/dev/plumbline/models/directory",
            "../models/src/main/java/dev/plumbline/models/endpoint",
            "../models/src/main/java/dev/plumbline/models/library",
            "../harness/src/main/java/dev/plumbline/harness/run/TaskRun.java",
            "src/main/java/dev/plumbline/reports/compare",
            "src/main/java/dev/plumbline/reports/read",
            "src/main/java/dev/plumbline/reports/gate/Gate.java");

    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** The method of a gate whose every literal is of a remark. */
    private static final String REASON = "private String reason(";

    private static final Pattern WORD = Pattern.compile("[a-z]{3,}");

    /** Of a column or measure, which no page says. */
    private static final Pattern NAME = Pattern.compile("\\w+");

    /** What a format leaves open. */
    private static final Pattern FORMAT = Pattern.compile("%[.0-9]*[a-z]");

    @Test
    void everySentenceOfTheSourcesIsKnown() throws IOException {
        Set<String> known = Remarks.CHINESE.sentences().keySet();
        List<String> unknown = new ArrayList<>();
        int looked = 0;
        for (String fragment : fragments()) {
            looked++;
            if (known.stream().noneMatch(sentence -> sentence.contains(fragment))) {
                unknown.add(fragment);
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(looked).as("sentences found in the sources").isGreaterThan(70);
    }

    /** The parts of literals in calls that make remarks that have words. */
    private static List<String> fragments() throws IOException {
        List<String> fragments = new ArrayList<>();
        for (String place : SOURCES) {
            try (Stream<Path> files = Files.walk(Path.of(place))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String text = Files.readString(file);
                    Matcher made = MADE.matcher(text);
                    while (made.find()) {
                        Matcher literal = LITERAL.matcher(joined(call(text, made.end())));
                        while (literal.find()) {
                            for (String part : FORMAT.split(literal.group(1).replace("\\\"", "\""), 0)) {
                                String fragment = part.strip();
                                if (!NAME.matcher(part).matches()
                                        && WORD.matcher(fragment).find()) {
                                    fragments.add(fragment);
                                }
                            }
                        }
                    }
                }
            }
        }
        return fragments;
    }

    /** From an opening bracket, or a method's head, to where it ends. */
    private static String call(String text, int from) {
        int depth = 1;
        int at = from;
        while (depth > 0) {
            char letter = text.charAt(at++);
            depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
        }
        if (text.startsWith(REASON, from - REASON.length())) {
            return text.substring(at, text.indexOf("\n    }", at));
        }
        return text.substring(from, at);
    }

    /** Literals broken over lines are one. */
    private static String joined(String code) {
        return code.replaceAll("\"\\s*\\+\\s*\"", "");
    }

    @Test
    void everyLineIsReached() {
        Remarks.CHINESE.sentences().forEach((sentence, translation) -> {
            String said = Remarks.CHINESE.of(PLACE.matcher(sentence).replaceAll("#$1#"));
            assertThat(said).as(sentence).isEqualTo(PLACE.matcher(translation).replaceAll("#$1#"));
            assertThat(said).matches("(?s).*\\p{IsHan}.*").doesNotContainPattern(ENGLISH);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STS13: drop of 1.20 points, significant (p 0.0010 of 0.05)",
                "Mean(Task): drop of 0.20 points, may be chance (p 0.2000 of 0.05)",
                "Retrieval: drop of 1.20 points, not tested (no samples)",
                "STS13: drop of 0.01 points, allowed",
                "STS13: the candidate has no complete score of it",
                "org/m: no samples",
                "org/m: its main score cannot be computed from samples",
                "org/m: samples of another result (test/default: the result says 0.5, its samples 0.25)",
                "accuracy against ap",
                "max_f1 against ap (by ap: 31.20 and 40.00)",
                "vectors: first 64 values, not scaled against all values",
                "mteb 2.21.0 against 2.26.0: thresholds between tied similarities (#5465)",
                "T, split test, subset default: scored, but odd: 3 texts are empty or white space; encoded as they are;"
                        + " the first: test.jsonl, line 4, column 'text'",
                "T, split test, subset default: scored, but odd: every score is 5.0, so there is no correlation; NaN,"
                        + " as in mteb: pearson, spearman",
                "org/m: texts of up to 512 tokens are asked for, but the network has learned 256 positions; texts are"
                        + " cut there",
                "org/m: mteb with transformers 5 runs it in bfloat16, as config.json says; here it is run in float32,"
                        + " and scores differ, by up to some 0.01 on full tasks; --dtype auto does as mteb does, --dtype"
                        + " float32 keeps to this without a warning",
                "STS13: 3 vectors are zero; scored as mteb scores them",
                "measure not stated; no samples of test/default"
            })
    void noEnglishIsLeft(String remark) {
        assertThat(Remarks.CHINESE.knows(remark)).isTrue();
        assertThat(Remarks.CHINESE.of(remark)).matches("(?s).*\\p{IsHan}.*").doesNotContainPattern(ENGLISH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 texts are empty or white space; encoded as they are; the first: row 4"
                        + "|3 条文本为空或只有空白；按原样编码；第一处：row 4",
                "STS13: drop of 1.20 points, significant (p 0.0010 of 0.05)|STS13：下降 1.20 分，显著（p 0.0010，阈值 0.05）",
                "measure not stated; no samples|未注明评测指标；没有样本",
                "one thing; no samples|one thing; no samples",
                "something nobody knows|something nobody knows"
            })
    void saidWhole(String remark, String chinese) {
        assertThat(Remarks.CHINESE.of(remark)).isEqualTo(chinese);
    }

    @Test
    void anOddityIsKnownAsItIsWritten() {
        Oddity.Tally tally = new Oddity.Tally("rows have all the same label");
        tally.add(() -> "test.jsonl, line 1, column 'label'");
        assertThat(Remarks.CHINESE.of(tally.found().get(0).text()))
                .isEqualTo("1 行的标签全都相同；第一处：test.jsonl，第 1 行，列“label”");
    }
}
