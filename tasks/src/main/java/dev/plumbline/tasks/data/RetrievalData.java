package dev.plumbline.tasks.data;

import dev.plumbline.manifest.TaskSpec;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One split and subset of a retrieval or reranking data set, as the encoder and the scorer get it.
 *
 * @param documentIds in corpus order
 * @param documentTexts {@code strip(title + " " + text)}, or the stripped text where there is no title
 * @param queryIds of the queries that have judgements, in file order
 * @param queryTexts not stripped, an instruction appended after a blank where the repository has some
 * @param qrels judged query id to document id to score, both in file order; of several scores for one pair the last.
 *     Includes ids that no query has
 * @param topRanked candidates per query id, present for reranking
 */
public record RetrievalData(
        List<String> documentIds,
        List<String> documentTexts,
        List<String> queryIds,
        List<String> queryTexts,
        Map<String, Map<String, Integer>> qrels,
        Optional<Map<String, List<String>>> topRanked,
        Oddities oddities) {

    public RetrievalData {
        documentIds = TextColumn.immutable(documentIds);
        documentTexts = TextColumn.immutable(documentTexts);
        queryIds = List.copyOf(queryIds);
        queryTexts = List.copyOf(queryTexts);
        if (documentIds.size() != documentTexts.size() || queryIds.size() != queryTexts.size()) {
            throw new IllegalArgumentException("ids and texts differ in number");
        }
    }

    /**
     * Reads one split and subset as mteb's {@code RetrievalDatasetLoader} does, or converts the old reranking layout
     * (columns {@code query}, {@code positive}, {@code negative}) where there is no corpus config.
     *
     * @param subset {@code default}, or the prefix of the configs
     * @throws dev.plumbline.ground.PlumblineException of kind data for a missing config or column, a part without
     *     rows, no judged query, a null text, title or instruction, a score with a fraction, or a value of the wrong type
     */
    public static RetrievalData load(TaskSpec task, String split, String subset, DatasetDirectory directory) {
        RetrievalRepository repository = new RetrievalRepository(directory, split, subset);
        return repository.hasCorpus() ? repository.load() : OldReranking.load(task, split, subset, directory);
    }

    /** Everything that {@link #load} reads of a repository. */
    public static List<DataPart> parts(String split, String subset, DatasetDirectory directory) {
        RetrievalRepository repository = new RetrievalRepository(directory, split, subset);
        return repository.hasCorpus() ? repository.parts() : List.of(OldReranking.part(split, subset, directory));
    }

    /** The same with other texts of the queries, in order. */
    public RetrievalData withQueryTexts(List<String> texts) {
        return new RetrievalData(documentIds, documentTexts, queryIds, texts, qrels, topRanked, oddities);
    }

    /** The same with at most the first {@code queries} queries; for trying things out, not for scores. */
    public RetrievalData limited(int queries) {
        if (queryIds.size() <= queries) {
            return this;
        }
        List<String> kept = queryIds.subList(0, queries);
        Map<String, Map<String, Integer>> judged = new LinkedHashMap<>(qrels);
        judged.keySet().retainAll(new HashSet<>(kept));
        return new RetrievalData(
                documentIds, documentTexts, kept, queryTexts.subList(0, queries), judged, topRanked, oddities);
    }
}
