package dev.plumbline.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are equal, in which order batches come, which rows change places, and how lines are read. */
final class TextsAndOrderTest {

    @ParameterizedTest
    @CsvSource({
        "Abc, abc",
        "\uFF21\uFF22, ab",
        "Stra\u00dfe, STRASSE",
        "STRA\u1e9eE, stra\u00dfe",
        "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2, \u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3",
        "I\u0307stanbul, istanbul",
        "\u0130stanbul, istanbul",
        "\u0131stanbul, istanbul",
        "e\u0301, \u00e9",
        "e\u200d\u0301, \u00c9",
        "\uFB01n, FIN",
        "a\u200bb, ab",
        "a\u00adb, ab",
        "\ufeffab, AB",
        "x\uFE0F, x",
        "\u2460, 1",
        "\uD835\uDC00, a",
        "a\uDB40\uDC41b, ab",
        "\u017fo, so",
        "\u212a, k",
    })
    void textsThatLookAlikeFoldToOne(String one, String other) {
        assertThat(FoldedText.of(one)).isEqualTo(FoldedText.of(other));
        assertThat(TextKey.of(one)).isEqualTo(TextKey.of(other));
    }

    @ParameterizedTest
    @CsvSource({"a, b", "e, \u00e9", "ab, a b", "1, 2", "a, \u0430", "n, \u00f1", "'', a", "a.b, ab", "\u4eca, \u5929"})
    void otherTextsStayApart(String one, String other) {
        assertThat(FoldedText.of(one)).isNotEqualTo(FoldedText.of(other));
        assertThat(TextKey.of(one)).isNotEqualTo(TextKey.of(other));
    }

    @Test
    void foldingTwiceIsFoldingOnce() {
        StringBuilder odd = new StringBuilder();
        for (int c = 1; c < 0x2FFFF; c++) {
            if (Character.isDefined(c) && (c < 0xD800 || c > 0xDFFF)) {
                String once = FoldedText.of(Character.toString(c));
                if (!FoldedText.of(once).equals(once)) {
                    odd.append(Integer.toHexString(c)).append(' ');
                }
            }
        }
        assertThat(odd.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' a  b '           | 'a b'",
                "'a\t\n\u3000b'     | 'a b'",
                "'\u00a0a\u2028'    | a",
                "'   '              | ''",
                "''                 | ''",
                "'A\u200b B'        | 'a b'",
                "'a \u200b b'       | 'a b'",
            })
    void whiteSpaceIsOneBlank(String text, String normalised) {
        assertThat(TextKey.normalised(text)).isEqualTo(normalised);
        assertThat(TextKey.of(text)).isEqualTo(TextKey.of(normalised));
    }

    @ParameterizedTest
    @CsvSource({
        "'', '<{instruction}>', true, q, p",
        "do, '<{instruction}>', true, <do>q, <do>p",
        "do, '<{instruction}>', false, <do>q, p",
        "do, '{instruction}{instruction} ', true, dodo q, dodo p",
        "do, '{instruction}', false, doq, p"
    })
    void instructionsStandBeforeTexts(String text, String template, boolean passages, String query, String passage) {
        Instruction instruction = new Instruction(text, template, passages);

        assertThat(instruction.query("q")).isEqualTo(query);
        assertThat(instruction.passage("p")).isEqualTo(passage);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Instruction(text, "none", passages))
                .withMessage("template must contain {instruction}: 'none'");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, batch_size must be at least 1",
        "-1, 1, 1, batch_size must be at least 1",
        "1, 0, 1, sampling_temperature must be above 0",
        "1, NaN, 1, sampling_temperature must be above 0",
        "1, 1, -0.1, own_ratio must be between 0 and 1",
        "1, 1, 1.1, own_ratio must be between 0 and 1",
        "1, 1, NaN, own_ratio must be between 0 and 1"
    })
    void samplingThatMeansNothingIsRefused(int batch, double temperature, double ratio, String message) {
        assertThatThrownBy(() -> new SamplingSettings(batch, temperature, ratio))
                .hasMessageContaining(message);
    }

    /** An epoch has every batch of every group once, and each group's in order. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42, -7})
    void anEpochShufflesTheGroupsBatches(long seed) {
        List<Integer> batches = List.of(5, 1, 17, 3);
        Epoch epoch = Epoch.of(seed, 2, batches);
        int[] seen = new int[4];

        for (int step = 0; step < epoch.steps(); step++) {
            assertThat(epoch.rank(step)).isEqualTo(seen[epoch.group(step)]++);
        }

        assertThat(seen).containsExactly(5, 1, 17, 3);
        assertThat(epoch.number()).isEqualTo(2);
        assertThat(order(Epoch.of(seed, 2, batches))).isEqualTo(order(epoch));
        assertThat(order(Epoch.of(seed, 3, batches))).isNotEqualTo(order(epoch));
        assertThat(order(Epoch.of(seed + 1, 2, batches))).isNotEqualTo(order(epoch));
    }

    private static List<Integer> order(Epoch epoch) {
        List<Integer> order = new ArrayList<>();
        for (int step = 0; step < epoch.steps(); step++) {
            order.add(epoch.group(step));
        }
        return order;
    }

    /** Every place of a pool is taken by exactly one row of the same pool. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void rowsChangePlacesWithinTheirPool(long seed) {
        Epoch epoch = Epoch.of(seed, 0, List.of(20, 15, 25, 9));
        int[] pools = {0, 1, 0, Exchange.NO_POOL};
        Random random = new Random(seed);
        int[] tails = random.ints(epoch.steps(), 0, 4).toArray();
        Exchange exchange = Exchange.of(epoch, pools, step -> tails[step], seed);

        for (int pool = 0; pool < 2; pool++) {
            Set<Exchange.Source> taken = new HashSet<>();
            int places = 0;
            int moved = 0;
            for (int step = 0; step < epoch.steps(); step++) {
                for (int place = 0; pools[epoch.group(step)] == pool && place < tails[step]; place++) {
                    Exchange.Source source = exchange.source(pool, step, place);
                    assertThat(pools[epoch.group(source.step())]).isEqualTo(pool);
                    assertThat(source.place()).isBetween(0, tails[source.step()] - 1);
                    assertThat(taken.add(source)).isTrue();
                    moved += source.step() == step ? 0 : 1;
                    places++;
                }
            }
            assertThat(taken).hasSize(places);
            assertThat(moved).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''           | ''",
                "a            | 0:a",
                "a~           | 0:a",
                "a~b          | 0:a 2:b",
                "a~~b~        | 0:a 2: 3:b",
                "~            | 0:",
                "~~           | 0: 1:",
                "a`~b`        | 0:a 3:b",
                "a`b~         | 0:a`b",
                "`~           | 0:",
                "@a~@b        | 3:a 5:@b",
                "@            | 3:",
                "é~é          | 0:é 3:é",
            })
    void linesAreReadWithTheirOffsets(String text, String lines) throws IOException {
        byte[] bytes = text.replace('~', '\n')
                .replace('`', '\r')
                .replace('@', '\uFEFF')
                .getBytes(StandardCharsets.UTF_8);
        for (int piece : new int[] {1, 2, 1000}) {
            LineReader reader = new LineReader(inPieces(bytes, piece));
            List<String> found = new ArrayList<>();
            while (reader.next()) {
                String line = reader.text();
                assertThat(reader.length()).isEqualTo(line.getBytes(StandardCharsets.UTF_8).length);
                assertThat(reader.isTooLong()).isFalse();
                found.add(reader.offset() + ":" + line.replace('\r', '`').replace('\uFEFF', '@'));
            }
            assertThat(String.join(" ", found)).isEqualTo(lines);
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void longLinesGrowTheBufferAndEndlessOnesAreNotKept() throws IOException {
        String line = "x".repeat(200_000);
        LineReader reader =
                new LineReader(new ByteArrayInputStream((line + "\nshort\n").getBytes(StandardCharsets.UTF_8)));
        assertThat(reader.next()).isTrue();
        assertThat(reader.text()).isEqualTo(line);
        assertThat(reader.next()).isTrue();
        assertThat(reader.text()).isEqualTo("short");
        assertThat(reader.offset()).isEqualTo(200_001);

        int[] left = {LineReader.LONGEST_LINE + 1};
        LineReader endless = new LineReader(new InputStream() {
            @Override
            public int read() {
                return left[0]-- > 0 ? 'x' : left[0] == -1 ? '\n' : left[0] == -2 ? 'y' : -1;
            }

            @Override
            public int read(byte[] out, int from, int length) {
                int count = Math.min(length, Math.max(left[0], 1));
                for (int i = 0; i < count; i++) {
                    int next = read();
                    if (next < 0) {
                        return i == 0 ? -1 : i;
                    }
                    out[from + i] = (byte) next;
                }
                return count;
            }
        });
        assertThat(endless.next()).isTrue();
        assertThat(endless.isTooLong()).isTrue();
        assertThat(endless.next()).isTrue();
        assertThat(endless.isTooLong()).isFalse();
        assertThat(endless.text()).isEqualTo("y");
        assertThat(endless.offset()).isEqualTo(LineReader.LONGEST_LINE + 2L);
    }

    @Test
    void whatIsNoUtf8IsNoText() throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(new byte[] {'a', (byte) 0xFF, '\n', 'b'}));

        assertThat(reader.next()).isTrue();
        assertThatThrownBy(reader::text).isInstanceOf(CharacterCodingException.class);
        assertThat(reader.next()).isTrue();
        assertThat(reader.text()).isEqualTo("b");
    }

    private static InputStream inPieces(byte[] bytes, int piece) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        return new InputStream() {
            @Override
            public int read() {
                return in.read();
            }

            @Override
            public int read(byte[] out, int from, int length) {
                return in.read(out, from, Math.min(piece, length));
            }
        };
    }

    private static SourceRow row(long number, Map<String, Object> fields) {
        return new SourceRow(
                new RowPlace(Path.of("a.jsonl"), true, number), 0, 0, Optional.empty(), SourceRow.Content.of(fields));
    }

    @Test
    void ofRowsWithErrorsTheFirstStopsOrAllAreCounted() {
        List<String> warnings = new ArrayList<>();
        RowErrors skip = new RowErrors(OnError.SKIP, warnings::add);
        RowErrors stop = new RowErrors(OnError.STOP, warnings::add);
        for (int i = 0; i < 15; i++) {
            int number = i;
            assertThat(skip.read(row(i, Map.of("n", i)), each -> {
                        if (number % 5 != 0) {
                            throw PlumblineException.data("row " + number);
                        }
                        return each.fields().get("n");
                    }))
                    .isEqualTo(i % 5 == 0 ? Optional.of(i) : Optional.empty());
        }

        assertThat(skip.count()).isEqualTo(12);
        assertThat(warnings).hasSize(10).first().isEqualTo("row 1; left out");
        assertThat(skip.silent().count()).isZero();
        assertThat(stop.<Object>read(
                        row(1, Map.of("a", 1L)), each -> each.fields().get("a")))
                .contains(1L);
        assertThatThrownBy(() -> stop.read(row(1, Map.of()), each -> {
                    throw PlumblineException.data("bad");
                }))
                .isInstanceOf(PlumblineException.class)
                .hasMessage("bad; --on-error skip leaves such rows out");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SourceRow.Content(Optional.empty(), Optional.empty()))
                .withMessage("either fields or a problem");
    }
}
