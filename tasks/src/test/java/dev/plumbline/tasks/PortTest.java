package dev.plumbline.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.SharedTasks;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tasks and models hand each other cannot be malformed. */
final class PortTest {

    private static final TaskSpec TASK = SharedTasks.minimal("Retrieval", "retrieval", Map.of());

    @ParameterizedTest
    @CsvSource({
        "'', 1, 1, 1, 1",
        "' ', 1, 1, 1, 1",
        "m, '', 1, 1, 1",
        "m, 1, -1, 1, 1",
        "m, 1, 1, -1, 1",
        "m, 1, 1, 1, -1",
    })
    void aCardNamesAModel(String name, String revision, int dimensions, int maxTokens, long parameters) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelCard(name, revision, dimensions, maxTokens, parameters, Similarity.COSINE))
                .withMessage("not a model card: " + name + " " + revision);
    }

    @Test
    void aModelCanBePublishedUnderAnotherName() {
        ModelCard card = new ModelCard("a/b", "1", 0, 0, 0, Similarity.DOT);

        assertThat(card.renamed("c/d", "2")).isEqualTo(new ModelCard("c/d", "2", 0, 0, 0, Similarity.DOT));
        assertThat(Similarity.DOT.label()).isEqualTo("dot");
        assertThatNullPointerException().isThrownBy(() -> new EncodeRequest(List.of(), Role.NONE, null));
    }

    @Test
    void aRankingIsACopyOfEqualLengths() {
        int[] documents = {3, 1};
        float[] scores = {2, 1};
        Ranking ranking = new Ranking(documents, scores);
        documents[0] = 9;
        scores[0] = 9;

        assertThat(ranking.size()).isEqualTo(2);
        assertThat(ranking.document(0)).isEqualTo(3);
        assertThat(ranking.score(0)).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ranking(new int[1], new float[2]))
                .withMessage("1 documents and 2 scores");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 1 | 1 | 10 | 2 ids, 1 texts, depth 10: not a search request",
                "1 | 1 | 1 | 0  | 1 ids, 1 texts, depth 0: not a search request",
                "1 | 1 | 2 | 10 | 1 lists of candidates for 2 queries",
            })
    void aSearchIsForEqualNumbersOfIdsAndTexts(int ids, int texts, int queries, int depth, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SearchRequest(
                        TASK,
                        List.of(),
                        Collections.nCopies(ids, "d"),
                        Collections.nCopies(texts, "t"),
                        Collections.nCopies(queries, "q"),
                        Optional.of(List.of(new int[0])),
                        depth))
                .withMessage(message);
    }

    @Test
    void workAddsUp() {
        assertThat(EncodeWork.NONE.plus(3, 40).plus(2, 1)).isEqualTo(new EncodeWork(5, 41, 0));
    }

    @ParameterizedTest
    @CsvSource({"NONE, ", "QUERY, query", "DOCUMENT, document"})
    void rolesAreMtebsPromptTypes(Role role, String promptType) {
        assertThat(role.promptType()).isEqualTo(Optional.ofNullable(promptType));
    }
}
