package dev.plumbline.search;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.Workers;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.tasks.Similarity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;

/**
 * A Lucene index, with its owner's analysis, similarity and queries. Of documents with equal scores the greater id comes
 * first; which of them are within the depth is Lucene's choice.
 */
public final class LuceneSearcher implements Searcher {

    /** The field of ids in an index that is made here. */
    public static final String ID = "_plumbline_id";

    private static final int QUERIES_AT_ONCE = 16;

    private final ModelCard card;
    private final String idField;
    private final Function<String, Query> queries;
    private final Indexes indexes;
    private final int threads;

    /** Gives an index for a request. */
    private interface Indexes {
        Opened open(SearchRequest request) throws IOException;
    }

    /** An index, and what is to be closed after the request. */
    private record Opened(IndexSearcher searcher, Runnable close) {}

    private LuceneSearcher(
            ModelCard card, String idField, Function<String, Query> queries, Indexes indexes, int threads) {
        this.card = card;
        this.idField = idField;
        this.queries = queries;
        this.indexes = indexes;
        this.threads = threads;
    }

    /**
     * An index that is there, and holds the corpus of the task that is scored and no more.
     *
     * @param name {@code org/name}; results lie under it
     * @param revision of the index and its queries: results of one revision are taken over as long as it stays the same
     * @param searcher its owner's to close, with the owner's similarity
     * @param idField a field that is stored and indexed as one term, with the task's ids
     * @param queries makes a query of a task's text
     */
    public static LuceneSearcher of(
            String name, String revision, IndexSearcher searcher, String idField, Function<String, Query> queries) {
        Opened opened = new Opened(searcher, () -> {});
        return new LuceneSearcher(card(name, revision), idField, queries, request -> opened, processors());
    }

    /**
     * An index that is made of each task's corpus in memory, as an application makes its own.
     *
     * @param configs gives the configuration of a writer: analyzer and similarity
     * @param documents makes a document of id and text; it gets a field {@link #ID} besides
     */
    public static LuceneSearcher indexing(
            String name,
            String revision,
            Supplier<IndexWriterConfig> configs,
            BiFunction<String, String, Document> documents,
            Function<String, Query> queries) {
        return new LuceneSearcher(
                card(name, revision), ID, queries, request -> written(request, configs.get(), documents), processors());
    }

    private static ModelCard card(String name, String revision) {
        return new ModelCard(name, revision, 0, 0, 0, Similarity.DOT);
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static Opened written(
            SearchRequest request, IndexWriterConfig config, BiFunction<String, String, Document> documents)
            throws IOException {
        Directory directory = new ByteBuffersDirectory();
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (int i = 0; i < request.documentIds().size(); i++) {
                String id = request.documentIds().get(i);
                Document document = documents.apply(id, request.documentTexts().get(i));
                document.add(new StringField(ID, id, Field.Store.YES));
                writer.addDocument(document);
            }
        }
        DirectoryReader reader = DirectoryReader.open(directory);
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setSimilarity(config.getSimilarity());
        return new Opened(searcher, () -> {
            try {
                reader.close();
                directory.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** So many queries searched at the same time, at least 1; no score depends on them. */
    public LuceneSearcher withThreads(int count) {
        return new LuceneSearcher(card, idField, queries, indexes, count);
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public List<Ranking> search(SearchRequest request) {
        try {
            Opened opened = indexes.open(request);
            try {
                return search(request, opened.searcher());
            } finally {
                opened.close().run();
            }
        } catch (IOException | UncheckedIOException e) {
            throw PlumblineException.storage(
                    card.name() + ": the index cannot be read or written: " + e.getMessage(), e);
        }
    }

    private List<Ranking> search(SearchRequest request, IndexSearcher searcher) throws IOException {
        IndexedCorpus corpus = new IndexedCorpus(card.name(), request);
        corpus.checkSize(searcher.getIndexReader().numDocs());
        for (String id : request.documentIds()) {
            if (searcher.count(new TermQuery(new Term(idField, id))) != 1) {
                throw corpus.missing(id);
            }
        }
        Ranking[] rankings = new Ranking[request.queryTexts().size()];
        try (Workers workers = new Workers("search", threads)) {
            int pieces = (rankings.length + QUERIES_AT_ONCE - 1) / QUERIES_AT_ONCE;
            workers.forEach(pieces, (worker, piece) -> {
                int end = Math.min(rankings.length, (piece + 1) * QUERIES_AT_ONCE);
                for (int i = piece * QUERIES_AT_ONCE; i < end; i++) {
                    rankings[i] = rank(request, i, searcher, corpus);
                }
            });
        }
        return Arrays.asList(rankings);
    }

    private Ranking rank(SearchRequest request, int number, IndexSearcher searcher, IndexedCorpus corpus) {
        Query query = query(request, request.queryTexts().get(number));
        try {
            if (request.candidates().isEmpty()) {
                return corpus.ranking(hits(searcher, query, request.depth()));
            }
            int[] places = request.candidates().get().get(number);
            if (places.length == 0) {
                return corpus.ranking(List.of());
            }
            Query among = new BooleanQuery.Builder()
                    .add(query, BooleanClause.Occur.MUST)
                    .add(new TermInSetQuery(idField, terms(corpus.candidates(places))), BooleanClause.Occur.FILTER)
                    .build();
            return corpus.ranking(hits(searcher, among, places.length), places);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Query query(SearchRequest request, String text) {
        try {
            return queries.apply(text);
        } catch (RuntimeException e) {
            // the owner's parser, whose exceptions are not known here
            throw PlumblineException.model(
                    card.name() + " cannot make a query of a text of "
                            + request.task().name() + ", '" + text + "': " + e.getMessage(),
                    e);
        }
    }

    private List<IndexedCorpus.Hit> hits(IndexSearcher searcher, Query query, int most) throws IOException {
        List<IndexedCorpus.Hit> hits = new ArrayList<>();
        StoredFields fields = searcher.storedFields();
        for (ScoreDoc found : searcher.search(query, most).scoreDocs) {
            String id = fields.document(found.doc, Set.of(idField)).get(idField);
            if (id == null) {
                throw PlumblineException.data(
                        card.name() + ": a document of the index has no stored field '" + idField + "'");
            }
            hits.add(new IndexedCorpus.Hit(id, found.score));
        }
        return hits;
    }

    private static Collection<BytesRef> terms(List<String> ids) {
        return ids.stream().map(BytesRef::new).toList();
    }

    /** Nothing: texts go to the query as they stand. */
    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    /** An index that was there is closed by its owner. */
    @Override
    public void close() {}
}
