package dev.plumbline.models.bm25;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Makes a query of a text: any of its terms, each as often as it occurs. */
final class QueryTerms {

    private final String field;
    private final Analyzer analyzer;

    QueryTerms(String field, Analyzer analyzer) {
        this.field = field;
        this.analyzer = analyzer;
    }

    /** Matches nothing for a text without terms. */
    Query query(String text) throws IOException {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        counts(text).forEach((term, count) -> {
            Query match = new TermQuery(new Term(field, term));
            query.add(count == 1 ? match : new BoostQuery(match, count), BooleanClause.Occur.SHOULD);
        });
        return query.build();
    }

    private Map<String, Integer> counts(String text) throws IOException {
        Map<String, Integer> counts = new LinkedHashMap<>();
        try (TokenStream tokens = analyzer.tokenStream(field, text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                counts.merge(term.toString(), 1, Integer::sum);
            }
            tokens.end();
        }
        return counts;
    }
}
