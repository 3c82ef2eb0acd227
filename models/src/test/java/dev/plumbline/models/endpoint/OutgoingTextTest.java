package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.explain.Explanation;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent for texts that are empty or too long. */
final class OutgoingTextTest {

    /** Blank to Python too, which Java's own isBlank does not say of the second and third. */
    private static final List<String> BLANK = List.of("", "\u00a0", "\u2007", " \n\t", "\u3000");

    @TempDir
    private Path folder;

    private final Asking asking = new Asking();

    private List<String> sent(StubServer server) {
        return server.requests().stream()
                .skip(1)
                .flatMap(request -> request.texts().stream())
                .toList();
    }

    @Test
    void anEmptyTextHasAZeroVectorAsInMteb() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            FloatMatrix vectors = asking.encode(server, Asking.openAi(), List.of("a", "", "b", "\u3000"));
            assertThat(sent(server)).containsExactly("a", "b");
            assertThat(vectors.select(new int[] {1, 3}).data()).containsOnly(0);
            assertThat(vectors.select(new int[] {0, 2}).data())
                    .isEqualTo(Replies.vectors(List.of("a", "b")).data());
            assertThat(asking.warnings).singleElement().asString().contains("2 texts are empty", "--api-empty-text");
        }
    }

    @Test
    void everyBlankTextIsEmpty() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            asking.encode(server, Asking.openAi(), BLANK);
            assertThat(sent(server)).isEmpty();
            asking.encode(server, Asking.openAi().withEmptyText(EmptyText.SPACE), BLANK);
            assertThat(server.requests()).hasSize(3);
            assertThat(server.requests().get(2).texts()).containsExactly(" ");
        }
    }

    @Test
    void anEmptyTextCanBeSentOrBeAnError() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            asking.encode(server, Asking.openAi().withEmptyText(EmptyText.SEND), List.of("", "a", " "));
            assertThat(sent(server)).containsExactly("", "a", " ");
        }
        try (StubServer server = new StubServer(Replies::openAi)) {
            PlumblineException failure = Asking.failure(
                    () -> asking.encode(server, Asking.openAi().withEmptyText(EmptyText.ERROR), List.of("a", "")));
            assertThat(failure).hasMessageContaining("--api-empty-text");
            assertThat(sent(server)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(EmptyText.class)
    void aTextOfMoreThanBlanksIsSentAsItIs(EmptyText policy) {
        try (StubServer server = new StubServer(Replies::openAi)) {
            asking.encode(server, Asking.openAi().withEmptyText(policy), List.of(" a ", "\u200b"));
            assertThat(sent(server)).containsExactly(" a ", "\u200b");
        }
    }

    @Test
    void aLongTextIsCutToCharactersAndNotThroughOne() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            asking.encode(
                    server,
                    Asking.openAi().withMaxChars(5),
                    List.of("12345", "123456", "一二三四五六", "🙂🙂🙂🙂🙂🙂", "🙂🙂🙂", "1234567"));
            // the two that became equal are sent once
            assertThat(sent(server)).containsExactly("12345", "一二三四五", "🙂🙂🙂🙂🙂", "🙂🙂🙂");
            assertThat(asking.warnings).singleElement().asString().contains("4 texts are longer", "were cut");
        }
    }

    /** all-MiniLM-L6-v2's tokenizer puts a special token before and after a text. */
    @ParameterizedTest
    @CsvSource({
        "6, one two three four five six, one two three four",
        "6, one two three four, one two three four",
        "5, 一二三四五, 一二三",
        "4, '🙂 one two three four five', '🙂 one'",
        "5, unbelievable embeddings everywhere, unbelievable embed"
    })
    void aLongTextIsCutToTokens(int tokens, String text, String cut) throws IOException {
        try (StubServer server = new StubServer(Replies::openAi)) {
            asking.encode(server, Asking.openAi().withMaxTokens(tokens).withTokenizer(tokenizer()), List.of(text));
            assertThat(sent(server)).containsExactly(cut);
        }
    }

    @Test
    void tokensAreCountedByTheTokenizerOrEstimated() throws IOException {
        try (TokenCounter exact = TokenCounter.of(Asking.openAi().withTokenizer(tokenizer()));
                TokenCounter about = TokenCounter.of(Asking.openAi())) {
            assertThat(exact.count("one two three")).isEqualTo(5);
            assertThat(about.count("one two three")).isEqualTo(4);
            assertThat(about.count("一二三四五")).isEqualTo(6);
            assertThat(about.count("")).isEqualTo(1);
        }
    }

    @Test
    void explainShowsWhatIsSent() throws IOException {
        try (StubServer server = new StubServer(Replies::openAi);
                EndpointEncoder encoder =
                        asking.open(server, Asking.openAi().withMaxTokens(6).withTokenizer(tokenizer()));
                EndpointEncoder without = asking.open(server, Asking.openAi())) {
            Explanation explanation =
                    encoder.explain(TestTasks.retrieval("Some"), Role.QUERY, "one two three four five six");
            assertThat(explanation.rendered()).isEqualTo("one two three four");
            assertThat(explanation.tokens()).hasSize(6).startsWith(101).endsWith(102);
            assertThat(explanation.truncated()).isEqualTo(2);
            assertThat(without.explain(TestTasks.retrieval("Some"), Role.QUERY, "one"))
                    .isEqualTo(new Explanation(explanation.prompt(), "one", List.of(), 0));
        }
    }

    private Path tokenizer() throws IOException {
        Path file = folder.resolve("tokenizer.json");
        try (InputStream bundled = getClass().getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
            Files.write(file, bundled.readAllBytes());
        }
        return file;
    }

    @Test
    void aTokenizerThatCannotBeReadIsAUsageError() {
        assertThat(Asking.failure(() -> TokenCounter.of(Asking.openAi().withTokenizer(folder.resolve("missing.json")))))
                .hasMessageContainingAll("--api-tokenizer", "missing.json")
                .extracting(PlumblineException::kind)
                .isEqualTo(PlumblineException.Kind.USAGE);
    }
}
