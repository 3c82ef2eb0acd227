package dev.plumbline.models.bm25;

import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.data.CodePoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;

/**
 * An index of one corpus. Documents go in by descending id: Lucene puts the earlier of two equal scores first, at the cut
 * as well as in the list, and that is then the greater id, as {@link SearchRequest} wants it. One thread writes and only
 * neighbouring segments are merged, so that a document's number in the index is its place in that order.
 */
final class TermIndex implements AutoCloseable {

    private static final String FIELD = "text";
    private static final float K1 = 1.5f;
    private static final float B = 0.75f;
    private static final int REPORT_EVERY = 1000;

    private static final FieldType COUNTED_TERMS = new FieldType();

    static {
        COUNTED_TERMS.setTokenized(true);
        COUNTED_TERMS.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        COUNTED_TERMS.freeze();
    }

    private final IndexPlace place;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final QueryTerms terms;
    private final int[] positions;
    private final int[] numbers;

    private TermIndex(IndexPlace place, DirectoryReader reader, Analyzer analyzer, int[] positions) {
        this.place = place;
        this.reader = reader;
        this.searcher = new IndexSearcher(reader);
        this.searcher.setSimilarity(similarity());
        this.terms = new QueryTerms(FIELD, analyzer);
        this.positions = positions;
        this.numbers = new int[positions.length];
        for (int number = 0; number < positions.length; number++) {
            numbers[positions[number]] = number;
        }
    }

    static TermIndex build(SearchRequest request, Analyzer analyzer, EncodeProgress progress) throws IOException {
        List<String> ids = request.documentIds();
        int[] positions = IntStream.range(0, ids.size())
                .boxed()
                .sorted(Comparator.comparing(ids::get, CodePoints.ORDER.reversed()))
                .mapToInt(Integer::intValue)
                .toArray();
        IndexPlace place = IndexPlace.fit(request.documentTexts());
        TermIndex index = null;
        try {
            write(request.documentTexts(), positions, place, analyzer, progress);
            index = new TermIndex(place, DirectoryReader.open(place.directory()), analyzer, positions);
            return index;
        } finally {
            if (index == null) {
                place.close();
            }
        }
    }

    private static void write(
            List<String> texts, int[] positions, IndexPlace place, Analyzer analyzer, EncodeProgress progress)
            throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(analyzer)
                .setSimilarity(similarity())
                .setMergePolicy(new LogByteSizeMergePolicy())
                .setRAMBufferSizeMB(64);
        try (IndexWriter writer = new IndexWriter(place.directory(), config)) {
            Field field = new Field(FIELD, "", COUNTED_TERMS);
            Document document = new Document();
            document.add(field);
            int unreported = 0;
            for (int position : positions) {
                field.setStringValue(texts.get(position));
                writer.addDocument(document);
                if (++unreported == REPORT_EVERY) {
                    progress.encoded(unreported, 0);
                    unreported = 0;
                }
            }
            progress.encoded(unreported, 0);
        }
    }

    private static Similarity similarity() {
        return new BM25Similarity(K1, B);
    }

    /** The best documents of the whole corpus that share a term with the query. */
    Ranking search(String query, int depth) {
        try {
            ScoreDoc[] hits = searcher.search(terms.query(query), depth).scoreDocs;
            return ranking(hits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The best of some documents, those without a term of the query with score 0. */
    Ranking rank(String query, int[] candidates, int depth) {
        try {
            int[] wanted = Arrays.stream(candidates)
                    .map(position -> numbers[position])
                    .sorted()
                    .toArray();
            ScoreDoc[] hits = scored(terms.query(query), wanted);
            // Stable: equal scores stay in the order of the index.
            Arrays.sort(hits, Comparator.comparingDouble((ScoreDoc hit) -> -hit.score));
            return ranking(Arrays.copyOf(hits, Math.min(hits.length, depth)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Scores of some documents, given and returned in the order of the index. */
    private ScoreDoc[] scored(Query query, int[] wanted) throws IOException {
        ScoreDoc[] hits = new ScoreDoc[wanted.length];
        Arrays.setAll(hits, i -> new ScoreDoc(wanted[i], 0));
        Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE, 1);
        int next = 0;
        for (LeafReaderContext leaf : reader.leaves()) {
            int end = leaf.docBase + leaf.reader().maxDoc();
            Scorer scorer = weight.scorer(leaf);
            DocIdSetIterator matches = scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
            for (; next < wanted.length && wanted[next] < end; next++) {
                int inLeaf = wanted[next] - leaf.docBase;
                if (matches.docID() < inLeaf) {
                    matches.advance(inLeaf);
                }
                if (matches.docID() == inLeaf) {
                    hits[next].score = scorer.score();
                }
            }
        }
        return hits;
    }

    private Ranking ranking(ScoreDoc[] hits) {
        int[] documents =
                Arrays.stream(hits).mapToInt(hit -> positions[hit.doc]).toArray();
        float[] scores = new float[hits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = hits[i].score;
        }
        return new Ranking(documents, scores);
    }

    @Override
    public void close() throws IOException {
        try (place) {
            reader.close();
        }
    }
}
