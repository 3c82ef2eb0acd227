package dev.plumbline.trainer.decontaminate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class WordsTest {

    @Test
    void wordsAreLettersAndDigitsAndIdeographsStandAlone() {
        assertThat(Words.of("Hello, world-wide  web 2.0!").count()).isEqualTo(6);
        assertThat(Words.of("今天天气 very good。").count()).isEqualTo(6);
        assertThat(Words.of("カタカナ 한국어").count()).isEqualTo(7);
        assertThat(Words.of(" ?!… ").count()).isZero();
        assertThat(Words.of("Ελληνικά и русский").count()).isEqualTo(3);
    }

    @Test
    void whatStandsBetweenWordsDoesNotCount() {
        assertThat(Words.of("Ｔhe  CAT, sat!").key())
                .isEqualTo(Words.of("the cat-sat").key());
        assertThat(Words.of("今天，天气").key()).isEqualTo(Words.of("今 天 天 气").key());
        assertThat(Words.of("ab c").key()).isNotEqualTo(Words.of("a bc").key());
        assertThat(Words.of("a b").key()).isNotEqualTo(Words.of("b a").key());
        assertThat(Words.of("one two").sameAs(Words.of("One; two"))).isTrue();
    }

    @Test
    void gramsAreOfThirteenWordsWhereverTheyStand() {
        String text = "a b c d e f g h i j k l m n o";
        assertThat(Words.of("a b c d e f g h i j k l").grams()).isEmpty();
        long[] grams = Words.of(text).grams();
        assertThat(grams).hasSize(3).isSorted();
        long[] inner = Words.of("b c d e f g h i j k l m n").grams();
        assertThat(inner).hasSize(1);
        assertThat(Arrays.binarySearch(grams, inner[0])).isNotNegative();
        long[] moved = Words.of("x y z and then " + text + " at last").grams();
        for (long gram : grams) {
            assertThat(Arrays.binarySearch(moved, gram)).isNotNegative();
        }
        assertThat(Words.of("a ".repeat(40)).grams()).hasSize(1);
    }
}
