package dev.plumbline.search;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;

/** An index as an application has it: an id, a text, English analysis. */
final class SmallIndex {

    private SmallIndex() {}

    static Document document(String id, String text) {
        Document document = new Document();
        document.add(new StringField("id", id, Field.Store.YES));
        document.add(new TextField("text", text, Field.Store.NO));
        return document;
    }

    static IndexWriterConfig config() {
        return new IndexWriterConfig(new EnglishAnalyzer());
    }

    static Query query(String text) {
        Query query = new QueryBuilder(new EnglishAnalyzer()).createBooleanQuery("text", text);
        return query == null ? new MatchNoDocsQuery() : query;
    }

    static IndexSearcher of(List<String> ids, List<String> texts) throws IOException {
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        try (IndexWriter writer = new IndexWriter(directory, config())) {
            for (int i = 0; i < ids.size(); i++) {
                writer.addDocument(document(ids.get(i), texts.get(i)));
            }
        }
        return new IndexSearcher(DirectoryReader.open(directory));
    }
}
