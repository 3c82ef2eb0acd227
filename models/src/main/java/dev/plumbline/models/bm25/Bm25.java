package dev.plumbline.models.bm25;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.Workers;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.tasks.Similarity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Version;

/**
 * BM25 as mteb's baseline {@code baseline-bm25s} has it (2.20.0 {@code model_implementations/bm25.py}: bm25s with its
 * defaults): a term's weight is {@code idf * tf / (tf + k1 (1 - b + b length / mean length))} with
 * {@code idf = ln(1 + (N - n + 0.5) / (n + 0.5))}, k1 = 1.5, b = 0.75, and a term counts as often as the query has it.
 *
 * <p>Scores are near mteb's and not equal to them: Lucene keeps a document's length in one byte, English is stemmed by
 * Porter's algorithm after Lucene's word boundaries (mteb: Snowball, words of two letters and more), Chinese is cut into
 * overlapping pairs of characters (mteb: single characters without stop words). A document that shares no term with the
 * query is not in the ranking of a corpus (mteb fills up with zeros); among candidates it scores 0, and every candidate is
 * ranked (mteb loses those outside the corpus's best).
 */
public final class Bm25 implements Searcher {

    /** Counts changes of analysis or formula that change rankings; part of the revision. */
    private static final int SETTINGS = 1;

    private static final int QUERIES_AT_ONCE = 16;

    private final ModelCard card;
    private final int threads;
    private final EncodeProgress progress;

    static {
        // A query may be a whole document; the limit guards servers against strangers' queries.
        IndexSearcher.setMaxClauseCount(Integer.MAX_VALUE);
    }

    private Bm25(ModelCard card, int threads, EncodeProgress progress) {
        this.card = card;
        this.threads = threads;
        this.progress = progress;
    }

    /**
     * Named {@code baseline/bm25}; its revision is the version of Lucene and of these settings.
     *
     * @param card what becomes of the card, where it is published under another name
     * @param threads queries searched at the same time, at least 1; no score depends on them
     * @param progress told of documents and queries
     */
    public static Bm25 open(UnaryOperator<ModelCard> card, int threads, EncodeProgress progress) {
        // The score is a dot product: of a query's term counts with a document's term weights.
        ModelCard own =
                new ModelCard("baseline/bm25", "lucene-" + Version.LATEST + "-" + SETTINGS, 0, 0, 0, Similarity.DOT);
        return new Bm25(card.apply(own), threads, progress);
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public List<Ranking> search(SearchRequest request) {
        try (Analyzer analyzer = Analysis.of(request.languages());
                TermIndex index = TermIndex.build(request, analyzer, progress);
                Workers workers = new Workers("bm25", threads)) {
            List<String> queries = request.queryTexts();
            Optional<List<int[]>> candidates = request.candidates();
            Ranking[] rankings = new Ranking[queries.size()];
            int pieces = (rankings.length + QUERIES_AT_ONCE - 1) / QUERIES_AT_ONCE;
            workers.forEach(pieces, (worker, piece) -> {
                int from = piece * QUERIES_AT_ONCE;
                int to = Math.min(rankings.length, from + QUERIES_AT_ONCE);
                for (int i = from; i < to; i++) {
                    rankings[i] = candidates.isPresent()
                            ? index.rank(queries.get(i), candidates.get().get(i), request.depth())
                            : index.search(queries.get(i), request.depth());
                }
                progress.encoded(to - from, 0);
            });
            return Arrays.asList(rankings);
        } catch (IOException | UncheckedIOException e) {
            throw PlumblineException.storage(
                    card.name() + ": the index of " + request.task().name() + " cannot be written or read: "
                            + e.getMessage() + "; make room in " + System.getProperty("java.io.tmpdir")
                            + " or name another folder with -Djava.io.tmpdir",
                    e);
        }
    }

    /** Nothing: words are matched as they stand. */
    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    /** An index is gone when its search ends; nothing is left to release. */
    @Override
    public void close() {}
}
