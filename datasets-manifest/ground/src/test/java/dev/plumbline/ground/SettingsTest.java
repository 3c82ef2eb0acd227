package dev.plumbline.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {

    @TempDir
    private Path folder;

    private Settings read(String yaml) throws IOException {
        return Settings.read(Files.writeString(folder.resolve("stages.yaml"), yaml));
    }

    @Test
    void anAliasStandsForWhatItsAnchorIsPutBefore() throws IOException {
        Settings node = read("""
                rate: &rate 1e-3
                files: &files [a.jsonl, "b.jsonl"]
                first: {rate: *rate, files: *files, name: &name one}
                second:
                  rate: *rate
                  name: *name
                  text: "*rate"
                list: [*name, two, *name]
                """);
        for (String key : List.of("first", "second")) {
            Settings child = node.child(key).orElseThrow();
            assertThat(child.number("rate", 0)).isEqualTo(1e-3);
            assertThat(child.text("name")).isEqualTo("one");
        }
        assertThat(node.child("first").orElseThrow().texts("files")).containsExactly("a.jsonl", "b.jsonl");
        assertThat(node.child("second").orElseThrow().text("text")).isEqualTo("*rate");
        assertThat(node.texts("list")).containsExactly("one", "two", "one");
    }

    @Test
    void anErrorHasTheLineThatTheKeyIsWrittenIn() throws IOException {
        Settings node = read("""
                base: &base
                  rate: fast
                list:
                  - {a: 1}
                  - <<: *base
                    b:
                      2
                """);
        Settings second = node.children("list").get(1);
        assertThatThrownBy(() -> second.number("rate", 0))
                .hasMessageContaining("stages.yaml: list[1].rate must be a number, not \"fast\" (line 2)");
        assertThatThrownBy(() -> second.text("b"))
                .hasMessageEndingWith("list[1].b must be a string, not 2 (line 6); for example b: \"2\"");
        assertThatThrownBy(() -> second.text("c")).hasMessageContaining("list[1].c is missing (line 5)");
        assertThatThrownBy(node::end)
                .hasMessageContaining("base is not a known key")
                .hasMessageEndingWith("(line 1)");
    }

    @Test
    void offIsAWordAndFalseIsNot() throws IOException {
        Settings node = read("a: off\nb: false\nc: True\nd: yes\n");
        assertThat(node.text("a")).isEqualTo("off");
        assertThat(node.flag("b", true)).isFalse();
        assertThat(node.flag("c", false)).isTrue();
        assertThatThrownBy(() -> node.flag("d", false)).hasMessageContaining("d must be true or false, not \"yes\"");
    }

    @Test
    void anAnchorMayBeGivenAgain() throws IOException {
        Settings node = read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n");
        assertThat(node.integer("b", 0)).isEqualTo(1);
        assertThat(node.integer("d", 0)).isEqualTo(2);
    }

    @Test
    void mappingsAreMergedWithoutReplacingWhatIsThere() throws IOException {
        Settings node = read("""
                usual: &usual {size: 1, name: usual}
                other: &other
                  size: 2
                  more: true
                one: {<<: *usual, name: one}
                both:
                  name: both
                  <<: [*other, *usual]
                """);
        Settings one = node.child("one").orElseThrow();
        assertThat(one.integer("size", 0)).isEqualTo(1);
        assertThat(one.text("name")).isEqualTo("one");
        one.end();
        Settings both = node.child("both").orElseThrow();
        assertThat(both.integer("size", 0)).isEqualTo(2);
        assertThat(both.flag("more", false)).isTrue();
        assertThat(both.text("name")).isEqualTo("both");
    }

    /** Whoever reads the same mapping by an alias is told the way to the alias. */
    @Test
    void errorsNameTheWayOfTheAlias() throws IOException {
        Settings node = read("data: &data {size: many}\nstages:\n  - {name: a, data: *data}\n");
        Settings aliased = node.children("stages").get(0).child("data").orElseThrow();
        assertThatThrownBy(() -> aliased.integer("size", 1))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("stages.yaml: stages[0].data.size must be a whole number");
    }

    @ParameterizedTest
    @CsvSource({
        "'a: 1\nb: *x\n', 'alias ''*x'' has no anchor', 'line 2'",
        "'a: 1\nb: &x {c: *x}\n', 'alias ''*x'' has no anchor', 'line 2'",
        "'a: 1\nb: {<<: 3}\n', 'takes over mappings', 'line 2'",
        "'a: 1\nb:\n  c: 1\n  c: 2\n', 'is given twice', 'line 4'",
        "'a: 1\nb: [1, 2\nc: 3\n', 'is not YAML', 'line 2'",
        "'- 1\n', 'must be a mapping', ''",
        "'', 'must be a mapping', ''",
        "'just words', 'must be a mapping', ''",
    })
    void whatIsWrongIsSaidWithItsLine(String yaml, String message, String line) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("stages.yaml")
                .hasMessageContaining(message)
                .hasMessageContaining(line);
    }

    /** Ten levels of nine aliases each would be 3.5 billion values. */
    @Test
    void aliasesDoNotMultiplyWithoutEnd() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [1, 2, 3]\n");
        for (int i = 1; i <= 10; i++) {
            String nine = String.join(", ", Collections.nCopies(9, "*a" + (i - 1)));
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, nine));
        }
        assertThatThrownBy(() -> read(yaml.toString()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("aliases make more than 100000 values")
                .hasMessageContaining("line 5");
    }
}
