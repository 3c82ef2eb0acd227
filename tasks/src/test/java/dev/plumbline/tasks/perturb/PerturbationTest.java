package dev.plumbline.tasks.perturb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PerturbationTest {

    private static final String ENGLISH = "What's the half-life of Caesium-137, and why (roughly)?";
    private static final String CHINESE = "头发和发现：这个网络系统为什么这么慢？";
    /** A surrogate pair, one of its halves alone, an accent of its own, Cyrillic, an emoji with a joiner, control characters. */
    private static final String ODD =
            "\ud835\udc00 \ud835 e\u0301 \u0416\u0443\u043a \ud83d\udc69\u200d\ud83d\udd2c a\u0000b\tc\u00a0\u00df";

    static Stream<String> texts() {
        Random random = new Random(5);
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ      ,.;!?-0123456789";
        return Stream.concat(
                Stream.of("", " ", "a", "\u53d1", "...", ENGLISH, CHINESE, ODD),
                IntStream.range(0, 20)
                        .mapToObj(i -> random.ints(60, 0, letters.length())
                                .collect(
                                        StringBuilder::new,
                                        (text, at) -> text.append(letters.charAt(at)),
                                        StringBuilder::append)
                                .toString()));
    }

    private static String changed(PerturbationKind kind, String rate, String text) {
        return Perturbation.of(kind.label() + "=" + rate).apply(text);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aRateOfNoughtChangesNothing(String text) {
        for (PerturbationKind kind : PerturbationKind.values()) {
            assertThat(changed(kind, "0", text)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsChangedInTheSameWayWhateverWasChangedBefore(String text) {
        for (PerturbationKind kind : PerturbationKind.values()) {
            Perturbation change = Perturbation.of(kind.label() + "=0.3");
            String once = change.apply(text);
            texts().forEach(change::apply);
            assertThat(change.apply(text)).isEqualTo(once).isEqualTo(changed(kind, "0.30", text));
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void noTextIsLeftBlank(String text) {
        for (PerturbationKind kind : PerturbationKind.values()) {
            assertThat(changed(kind, "1", text).isBlank()).isEqualTo(text.isBlank());
        }
    }

    /** Which of the places is hit does not depend on the rate but by the threshold. */
    @ParameterizedTest
    @EnumSource(
            value = PerturbationKind.class,
            names = {"CASE", "WIDTH", "TRADITIONAL"})
    void aGreaterRateHitsTheSamePlacesAndMore(PerturbationKind kind) {
        String text = (ENGLISH + " " + CHINESE + " ").repeat(5);
        String less = changed(kind, "0.2", text);
        String more = changed(kind, "0.6", text);
        int both = 0;
        int added = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean hit = less.charAt(i) != text.charAt(i);
            boolean later = more.charAt(i) != text.charAt(i);
            assertThat(later || !hit).as("place %d", i).isTrue();
            both += hit ? 1 : 0;
            added += later && !hit ? 1 : 0;
        }
        assertThat(both).isPositive();
        assertThat(added).isPositive();
    }

    @Test
    void theRateIsTheShareThatIsHit() {
        String text = IntStream.range(0, 20_000)
                .mapToObj(i -> "Ab" + (char) ('a' + i % 26))
                .reduce(new StringBuilder(), (all, word) -> all.append(word).append(' '), StringBuilder::append)
                .toString();
        String other = changed(PerturbationKind.CASE, "0.05", text);
        long words = IntStream.range(0, 20_000)
                .filter(i -> other.charAt(4 * i) == 'a')
                .count();
        // five standard errors of a share of 0.05 among 20,000
        assertThat(words / 20_000.0).isCloseTo(0.05, within(0.0077));
        int grown = changed(PerturbationKind.PUNCTUATION, "0.05", text).length() - text.length();
        assertThat(grown / 20_000.0).isCloseTo(0.05, within(0.0077));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void exchangingTwiceIsAsItWas(String text) {
        String ascii = text.codePoints()
                .filter(point -> point < 128)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        for (PerturbationKind kind : List.of(PerturbationKind.CASE, PerturbationKind.WIDTH)) {
            assertThat(changed(kind, "1", changed(kind, "1", ascii))).isEqualTo(ascii);
        }
    }

    /** One letter of a word of its own, so that each slip can be told from its outcome. */
    @Test
    void aTypoIsANeighbourADoubleOrNothing() {
        int[] seen = new int[3];
        for (int i = 0; i < 3_000; i++) {
            char letter = (char) ('a' + i % 26);
            // digits do not change and make texts different
            String typed = changed(PerturbationKind.TYPOS, "1", i + " " + letter);
            assertThat(typed).startsWith(i + " ");
            String rest = typed.substring((i + " ").length());
            if (rest.isEmpty()) {
                seen[0]++;
            } else if (rest.length() == 2) {
                assertThat(rest).isEqualTo("" + letter + letter);
                seen[1]++;
            } else {
                assertThat(Typos.touch(letter, rest.charAt(0)))
                        .as("%s for %s", rest, letter)
                        .isTrue();
                seen[2]++;
            }
        }
        for (int count : seen) {
            assertThat(count).isBetween(870, 1130);
        }
    }

    @Test
    void keysTouchEachOtherAndNoneItself() {
        for (char key = 'a'; key <= 'z'; key++) {
            assertThat(Typos.touch(key, key)).isFalse();
            for (char other = 'a'; other <= 'z'; other++) {
                assertThat(Typos.touch(key, other)).isEqualTo(Typos.touch(other, key));
            }
        }
        assertThat("qwertyuiopasdfghjklzxcvbnm"
                        .chars()
                        .filter(key -> Typos.touch('s', key))
                        .mapToObj(key -> (char) key))
                .containsExactly('w', 'e', 'a', 'd', 'z', 'x');
    }

    /** Letters that go are at most those that were hit, and what is no letter stays in its order. */
    @ParameterizedTest
    @MethodSource("texts")
    void typosTouchLettersOnly(String text) {
        String typed = changed(PerturbationKind.TYPOS, "0.5", text);
        assertThat(withoutLetters(typed)).isEqualTo(withoutLetters(text));
    }

    private static String withoutLetters(String text) {
        return text.codePoints()
                .filter(point -> !Character.isLetter(point))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void punctuationLeavesTheWords(String text) {
        String other = changed(PerturbationKind.PUNCTUATION, "0.5", text);
        assertThat(withoutMarks(other)).isEqualTo(withoutMarks(text));
    }

    private static String withoutMarks(String text) {
        return text.codePoints()
                .filter(point -> !WordChanges.isMark(point))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void whatItLooksLike() {
        assertThat(changed(PerturbationKind.TRADITIONAL, "1", CHINESE)).isEqualTo("頭發和發現：這個網絡系統為什麼這麼慢？");
        assertThat(changed(PerturbationKind.WIDTH, "1", "a 1！")).isEqualTo("ａ\u3000１!");
        assertThat(changed(PerturbationKind.CASE, "1", "NASA's iPhone, straße")).isEqualTo("nasa'S IpHONE, STRAßE");
    }

    /** Characters of the simplified standard, each for one of Big5 that the simplified standard does not have. */
    @Test
    void everyPairIsSimplifiedAndTraditional() {
        CharsetEncoder simplified = Charset.forName("GB2312").newEncoder();
        CharsetEncoder traditional = Charset.forName("Big5").newEncoder();
        assertThat(TraditionalCharacters.forms()).hasSizeGreaterThan(1_200);
        TraditionalCharacters.forms().forEach((from, to) -> {
            assertThat(simplified.canEncode(from)).as("%s", from).isTrue();
            assertThat(traditional.canEncode(to)).as("%s", to).isTrue();
            assertThat(simplified.canEncode(to)).as("%s", to).isFalse();
        });
        assertThat(Collections.disjoint(
                        TraditionalCharacters.forms().keySet(),
                        new HashSet<>(TraditionalCharacters.forms().values())))
                .isTrue();
    }

    @Test
    void severalAreOneWhateverTheirOrder() {
        Perturbation both = Perturbation.of("typos=0.050+case=1");
        assertThat(both).isEqualTo(Perturbation.of("case=1.0+typos=5e-2"));
        assertThat(both.label()).isEqualTo("case=1+typos=0.05");
        assertThat(both.settings().toString()).isEqualTo("{perturb_case=1, perturb_typos=0.05}");
        assertThat(both.apply(ENGLISH))
                .isEqualTo(Perturbation.of("typos=0.05")
                        .apply(Perturbation.of("case=1").apply(ENGLISH)));
    }

    @ParameterizedTest
    @CsvSource({
        "typo=0.05, 'no kind of change; nearest: typos'",
        "Typos=0.05, nearest: typos",
        "typos, as in typos=0.05",
        "typos=, from 0 to 1",
        "typos=5%, from 0 to 1",
        "typos=1.01, from 0 to 1",
        "typos=-0.1, from 0 to 1",
        "typos=NaN, from 0 to 1",
        "typos=1e-999999999, from 0 to 1",
        "typos=1e999999999, from 0 to 1",
        "typos=0.1+typos=0.2, says typos twice",
        "typos=0.1+, no kind of change",
        "'', no kind of change",
    })
    void whatIsNoChangeIsWrongUsage(String given, String message) {
        assertThatThrownBy(() -> Perturbation.of(given))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageContaining(message);
    }
}
