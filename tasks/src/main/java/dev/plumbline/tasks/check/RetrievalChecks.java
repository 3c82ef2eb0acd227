package dev.plumbline.tasks.check;

import dev.plumbline.tasks.data.RetrievalData;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What is odd about a corpus, its queries and judgements. */
final class RetrievalChecks {

    private RetrievalChecks() {}

    static void run(RetrievalData data, Findings findings) {
        findings.texts("documents", data.documentTexts());
        findings.ids("documents", data.documentIds(), data.documentTexts());
        findings.texts("queries", data.queryTexts());
        findings.ids("queries", data.queryIds(), data.queryTexts());
        int queries = data.queryIds().size();
        int unjudged = data.oddities().queriesWithoutJudgements();
        findings.add(Issue.UNJUDGED_QUERY, "queries", unjudged, queries + (long) unjudged, "");
        findings.add(
                Issue.JUDGED_QUERY_WITHOUT_TEXT,
                "queries",
                data.oddities().judgedIdsWithoutText(),
                data.qrels().size(),
                "");
        judgements(data, findings);
    }

    private static void judgements(RetrievalData data, Findings findings) {
        Set<String> corpus = new HashSet<>(data.documentIds());
        Set<String> judged = new HashSet<>();
        Set<String> missing = new LinkedHashSet<>();
        Set<String> unanswerable = new LinkedHashSet<>();
        for (String query : data.queryIds()) {
            boolean answerable = false;
            for (Map.Entry<String, Integer> judgement :
                    data.qrels().getOrDefault(query, Map.of()).entrySet()) {
                judged.add(judgement.getKey());
                if (!corpus.contains(judgement.getKey())) {
                    missing.add(judgement.getKey());
                } else {
                    answerable |= judgement.getValue() > 0;
                }
            }
            if (!answerable) {
                unanswerable.add(query);
            }
        }
        findings.add(Issue.MISSING_DOCUMENT, "documents", missing.size(), judged.size(), first(missing));
        findings.add(
                Issue.UNANSWERABLE_QUERY,
                "queries",
                unanswerable.size(),
                data.queryIds().size(),
                first(unanswerable));
    }

    private static String first(Set<String> ids) {
        return ids.isEmpty() ? "" : ids.iterator().next();
    }
}
