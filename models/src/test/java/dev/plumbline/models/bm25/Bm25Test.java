package dev.plumbline.models.bm25;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class Bm25Test {

    private static final List<String> ENGLISH = List.of("eng-Latn");

    private static List<Ranking> search(int threads, SearchRequest request) {
        try (Bm25 bm25 = Bm25.open(UnaryOperator.identity(), threads, EncodeProgress.NONE)) {
            return bm25.search(request);
        }
    }

    private static SearchRequest request(
            List<String> languages, List<String> ids, List<String> texts, String query, int depth) {
        return new SearchRequest(
                TestTasks.retrieval("T"), languages, ids, texts, List.of(query), Optional.empty(), depth);
    }

    private static List<Integer> documents(Ranking ranking) {
        return IntStream.range(0, ranking.size()).map(ranking::document).boxed().toList();
    }

    @Test
    void scoresAreTheFormulaOfBm25s() {
        // three documents of length 2, so that the byte for the length is exact
        List<String> texts = List.of("red apples", "green apples", "blue sky");
        Ranking ranking = search(1, request(ENGLISH, List.of("a", "b", "c"), texts, "a red apple, red!", 10))
                .get(0);
        double idfRed = Math.log(1 + (3 - 1 + 0.5) / (1 + 0.5));
        double idfApple = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5));
        double weight = 1 / (1 + 1.5);
        assertThat(documents(ranking)).containsExactly(0, 1);
        assertThat((double) ranking.score(0)).isCloseTo((2 * idfRed + idfApple) * weight, within(1e-6));
        assertThat((double) ranking.score(1)).isCloseTo(idfApple * weight, within(1e-6));
    }

    @Test
    void tiesGoToTheGreaterIdByCodePointAlsoAtTheCut() {
        // U+1F600 is two surrogates, which UTF-16 sorts before U+FF01
        List<String> ids = List.of("10", "9", "\uD83D\uDE00", "\uFF01");
        List<String> texts = List.of("word", "word", "word", "word");
        assertThat(documents(search(1, request(ENGLISH, ids, texts, "word", 3)).get(0)))
                .containsExactly(2, 3, 1);
    }

    @Test
    void candidatesAreAllRankedWithTheStatisticsOfTheCorpus() {
        List<String> ids = List.of("a", "b", "c", "d");
        List<String> texts = List.of("nothing here", "red apple", "red", "also nothing");
        SearchRequest request = new SearchRequest(
                TestTasks.retrieval("T"),
                ENGLISH,
                ids,
                texts,
                List.of("red apple", "red"),
                Optional.of(List.of(new int[] {0, 3, 2}, new int[0])),
                1000);
        List<Ranking> rankings = search(2, request);
        assertThat(documents(rankings.get(0))).containsExactly(2, 3, 0);
        assertThat(rankings.get(0).score(0)).isPositive();
        assertThat(rankings.get(0).score(1)).isZero();
        assertThat(rankings.get(1).size()).isZero();
    }

    @Test
    void candidateScoresAreThoseOfTheSearch() {
        SearchRequest corpus = random(300, 7);
        Ranking all = search(1, corpus).get(0);
        int[] everything = IntStream.range(0, corpus.documentIds().size()).toArray();
        Ranking ranked = search(
                        1,
                        new SearchRequest(
                                corpus.task(),
                                corpus.languages(),
                                corpus.documentIds(),
                                corpus.documentTexts(),
                                corpus.queryTexts(),
                                Optional.of(corpus.queryTexts().stream()
                                        .map(query -> everything)
                                        .toList()),
                                all.size()))
                .get(0);
        assertThat(documents(ranked)).isEqualTo(documents(all));
    }

    @Test
    void noTermsNoDocuments() {
        assertThat(search(1, request(ENGLISH, List.of("a"), List.of("text"), "", 10))
                        .get(0)
                        .size())
                .isZero();
        assertThat(search(1, request(ENGLISH, List.of("a"), List.of(""), "the", 10))
                        .get(0)
                        .size())
                .isZero();
    }

    @Test
    void chineseNeedsNoBlanks() {
        List<String> texts = List.of("法国的首都是巴黎。", "德国的首都是柏林。", "苹果是红色的。");
        Ranking ranking = search(1, request(List.of("cmn-Hans"), List.of("a", "b", "c"), texts, "巴黎在哪里", 10))
                .get(0);
        assertThat(documents(ranking)).startsWith(0);
    }

    @Test
    void rankingsDoNotDependOnThreads() {
        SearchRequest request = random(2000, 100);
        List<Ranking> one = search(1, request);
        List<Ranking> four = search(4, request);
        for (int i = 0; i < one.size(); i++) {
            Ranking a = one.get(i);
            Ranking b = four.get(i);
            assertThat(documents(b)).isEqualTo(documents(a));
            assertThat(IntStream.range(0, a.size()).allMatch(rank -> a.score(rank) == b.score(rank)))
                    .isTrue();
        }
    }

    @Test
    void itsCardNamesTheBaselineAndTheVersion() {
        try (Bm25 bm25 = Bm25.open(UnaryOperator.identity(), 1, EncodeProgress.NONE)) {
            ModelCard card = bm25.card();
            assertThat(card.name()).isEqualTo("baseline/bm25");
            assertThat(card.revision()).matches("lucene-9\\.12\\.\\d+-\\d+");
        }
    }

    private static SearchRequest random(int documents, int queries) {
        java.util.Random random = new java.util.Random(3);
        List<String> ids = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            ids.add("d" + i);
            StringBuilder text = new StringBuilder();
            for (int word = random.nextInt(40); word >= 0; word--) {
                text.append("w").append(random.nextInt(50)).append(' ');
            }
            texts.add(text.toString());
        }
        return new SearchRequest(
                TestTasks.retrieval("T"),
                ENGLISH,
                ids,
                texts,
                texts.subList(0, queries),
                Optional.empty(),
                Math.min(documents, 100));
    }
}
