package dev.plumbline.trainer.decontaminate;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class WordsTest {

    @Test
    void wordsAreLettersAndDigitsAndIdeographsStandAlone() {
        assertThat(TextWords.of("Hello, world-wide  web 2.0!").count()).isEqualTo(6);
        assertThat(TextWords.of("今天天气 very good。").count()).isEqualTo(6);
        assertThat(TextWords.of("カタカナ 한국어").count()).isEqualTo(7);
        assertThat(TextWords.of(" ?!… ").count()).isZero();
        assertThat(TextWords.of("Ελληνικά и русский").count()).isEqualTo(3);
    }

    @Test
    void whatStandsBetweenWordsDoesNotCount() {
        assertThat(TextWords.of("Ｔhe  CAT, sat!").key())
                .isEqualTo(TextWords.of("the cat-sat").key());
        assertThat(TextWords.of("今天，天气").key())
                .isEqualTo(TextWords.of("今 天 天 气").key());
        assertThat(TextWords.of("ab c").key()).isNotEqualTo(TextWords.of("a bc").key());
        assertThat(TextWords.of("a b").key()).isNotEqualTo(TextWords.of("b a").key());
        assertThat(TextWords.of("one two").sameAs(TextWords.of("One; two"))).isTrue();
    }

    @Test
    void gramsAreOfThirteenWordsWhereverTheyStand() {
        String text = "a b c d e f g h i j k l m n o";
        assertThat(TextWords.of("a b c d e f g h i j k l").grams()).isEmpty();
        long[] grams = TextWords.of(text).grams();
        assertThat(grams).hasSize(3).isSorted();
        long[] inner = TextWords.of("b c d e f g h i j k l m n").grams();
        assertThat(inner).hasSize(1);
        assertThat(Arrays.binarySearch(grams, inner[0])).isNotNegative();
        long[] moved = TextWords.of("x y z and then " + text + " at last").grams();
        for (long gram : grams) {
            assertThat(Arrays.binarySearch(moved, gram)).isNotNegative();
        }
        assertThat(TextWords.of("a ".repeat(40)).grams()).hasSize(1);
    }

    /** One of every range, and what NFKC alone would leave. */
    @Test
    void whatNobodySeesDoesNotCount() {
        String text = "The caf\u00e9's \u4eca\u5929\u5929\u6c14 r\u00e9sum\u00e9 of Stra\u00dfe 42";
        TextWords plain = TextWords.of(text);
        int[] unseen = {
            0xAD, 0x34F, 0x61C, 0x115F, 0x17B4, 0x180B, 0x180E, 0x200B, 0x200D, 0x200F, 0x202A, 0x202E, 0x2060, 0x2064,
            0x206F, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF8, 0x1BCA0, 0x1D173, 0xE0001, 0xE0061, 0xE0100, 0xE0FFF
        };
        String apart = Normalizer.normalize(text, Normalizer.Form.NFD);
        for (int codePoint : unseen) {
            String mark = Character.toString(codePoint);
            for (String form : new String[] {text, apart}) {
                StringBuilder strewn = new StringBuilder(mark);
                form.codePoints().forEach(c -> strewn.appendCodePoint(c).append(mark));
                assertThat(TextWords.of(strewn.toString()).sameAs(plain))
                        .as("U+%04X", codePoint)
                        .isTrue();
            }
        }
    }

    @Test
    void lettersOfOneCaseAreOne() {
        String[][] same = {
            {"\u0130STANBUL", "istanbul"},
            {"\u0131rak", "IRAK"},
            {"STRASSE", "stra\u00dfe"},
            {"\u1f48\u03b4\u03c5\u03c3\u03c3\u03b5\u03cd\u03c2", "\u1f40\u03b4\u03c5\u03c3\u03c3\u03b5\u03cd\u03c3"},
            {"\ufb01ne \uff21\uff22\uff23 \u2460", "FINE abc 1"},
            {"e\u0301\u0323", "\u1eb9\u0301"},
            {"one\u00a0two\u3000three\u2003four\u2028five", "one two three four five"}
        };
        for (String[] pair : same) {
            assertThat(TextWords.of(pair[0]).sameAs(TextWords.of(pair[1])))
                    .as(String.join(" ", pair))
                    .isTrue();
        }
    }
}
