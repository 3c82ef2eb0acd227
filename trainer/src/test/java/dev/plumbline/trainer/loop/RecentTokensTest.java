package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecentTokensTest {

    private static final String WORDS = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
             "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
             "model": {"type": "WordLevel", "vocab": {"?": 0, "one": 1, "two": 2, "three": 3}, "unk_token": "?"}}
            """;

    private static RecentTokens tokens(long most) {
        return new RecentTokens(
                TextTokenizer.read(
                        new ByteArrayInputStream(WORDS.getBytes(StandardCharsets.UTF_8)),
                        TokenizerSettings.cutAfter(2),
                        "words"),
                most);
    }

    @Test
    void aTextThatIsRememberedHasTheSameTokens() {
        try (RecentTokens tokens = tokens(1000)) {
            int[] first = tokens.encode("one three two");
            assertThat(first).containsExactly(1, 3);
            assertThat(tokens.encode("one three two")).isSameAs(first);
            assertThat(tokens.encode("two")).containsExactly(2);
            assertThat(tokens.size()).isEqualTo(2);
        }
    }

    @Test
    void theTextSeenLongestAgoIsForgottenFirst() {
        // "one" and "two" count 4 each
        try (RecentTokens tokens = tokens(8)) {
            int[] one = tokens.encode("one");
            int[] two = tokens.encode("two");
            assertThat(tokens.encode("one")).isSameAs(one);
            assertThat(tokens.encode("?")).containsExactly(0);
            assertThat(tokens.size()).isEqualTo(2);
            assertThat(tokens.encode("one")).isSameAs(one);
            assertThat(tokens.encode("two")).isNotSameAs(two).isEqualTo(two);
        }
    }

    @Test
    void aTextTooLongToRememberHasItsTokens() {
        try (RecentTokens tokens = tokens(3)) {
            assertThat(tokens.encode("three")).containsExactly(3);
            assertThat(tokens.size()).isZero();
        }
    }
}
