package dev.plumbline.trainer.convert;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.Compression;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.RowPlace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judgements of queries and documents by id. A document that is judged above 0 is a positive, one that is judged 0 or below a
 * hard negative; MS MARCO's triples of ids and what systems found give hard negatives too. Queries without a positive have no
 * row.
 */
final class JudgedRows {

    private static final String TAB = "\t";

    private static final String MINED = "msmarco-hard-negatives.jsonl";

    /** Taken of all that systems found for a query: each one's best, then each one's second, and so on. */
    private static final int MINED_NEGATIVES = 16;

    private JudgedRows() {}

    /** What is judged of a query. */
    private static final class Judged {
        private final RowPlace place;
        private final Set<String> positives = new LinkedHashSet<>();
        private final Set<String> negatives = new LinkedHashSet<>();

        Judged(RowPlace place) {
            this.place = place;
        }
    }

    private static final class Judgements {
        private final Map<String, Judged> queries = new LinkedHashMap<>();

        void add(RowPlace place, String query, String document, double score) {
            Judged judged = queries.computeIfAbsent(query, id -> new Judged(place));
            (score > 0 ? judged.positives : judged.negatives).add(document);
        }

        Set<String> documents() {
            Set<String> all = new HashSet<>();
            queries.values().forEach(judged -> {
                all.addAll(judged.positives);
                all.addAll(judged.negatives);
            });
            return all;
        }
    }

    /** {@code corpus.jsonl} and {@code queries.jsonl} with {@code _id}, {@code title} and {@code text}; {@code qrels/SPLIT.tsv} or {@code .jsonl}. */
    static void beir(Path folder, String split, RowConversion.Taker taker) {
        Judgements judgements = new Judgements();
        Path listed = folder.resolve("qrels/" + split + ".jsonl");
        if (Files.isRegularFile(listed)) {
            judged(listed, judgements);
        } else {
            judgedByTabs(one(folder, "qrels/" + split + ".tsv"), judgements);
        }
        Path corpus = one(folder, "corpus.jsonl");
        Path asked = one(folder, "queries.jsonl");
        try (IdTexts documents = new IdTexts(judgements.documents(), corpus);
                IdTexts queries = new IdTexts(judgements.queries.keySet(), asked)) {
            records(corpus, documents);
            records(asked, queries);
            rows(judgements, queries, documents, taker);
        }
    }

    /** As mteb's repositories have them. */
    private static void judged(Path file, Judgements judgements) {
        new RowFile(file).forEach(row -> {
            Map<String, Object> fields = row.fields();
            judgements.add(
                    row.place(),
                    LooseRows.require(row.place(), fields, "query-id").toString(),
                    LooseRows.require(row.place(), fields, "corpus-id").toString(),
                    score(
                            row.place(),
                            LooseRows.require(row.place(), fields, "score").toString()));
        });
    }

    private static void judgedByTabs(Path qrels, Judgements judgements) {
        lines(qrels, (place, fields) -> {
            if (place.number() == 1 && fields.length > 0 && fields[0].equals("query-id")) {
                return;
            }
            if (fields.length < 3) {
                throw wrong(place, "must be query-id, corpus-id and score, divided by tabs");
            }
            // as TREC has them, with a column that nobody reads
            int document = fields.length == 4 ? 2 : 1;
            judgements.add(place, fields[0], fields[document], score(place, fields[document + 1]));
        });
    }

    private static void records(Path file, IdTexts texts) {
        new RowFile(file).forEach(row -> {
            Map<String, Object> fields = row.fields();
            Object id = LooseRows.require(row.place(), fields, "_id");
            Object text = LooseRows.require(row.place(), fields, "text");
            String title = fields.get("title") instanceof String own ? own : "";
            // as BEIR and mteb put them together
            texts.add(id.toString(), (title + " " + text).strip());
        });
    }

    /**
     * {@code collection.tsv}, {@code queries.SPLIT.tsv}, {@code qrels.SPLIT.tsv} and triples of ids, where there are any; of the
     * split train also what systems found, {@code msmarco-hard-negatives.jsonl} as sentence-transformers publishes it, without
     * or with judgements beside it.
     */
    static void marco(Path folder, String split, RowConversion.Taker taker) {
        Judgements judgements = new Judgements();
        Optional<Path> mined = split.equals("train") ? maybe(folder, MINED) : Optional.empty();
        String qrels = "qrels." + split + ".tsv";
        if (mined.isEmpty() || maybe(folder, qrels).isPresent()) {
            lines(one(folder, qrels), (place, fields) -> {
                if (fields.length != 4) {
                    throw wrong(place, "must be qid, 0, pid and a judgement, divided by tabs");
                }
                judgements.add(place, fields[0], fields[2], score(place, fields[3]));
            });
        }
        mined.ifPresent(file -> new RowFile(file).forEach(row -> mined(row.place(), row.fields(), judgements)));
        for (Path triples : named(folder, "qidpidtriples." + split)) {
            lines(triples, (place, fields) -> {
                if (fields.length != 3) {
                    throw wrong(place, "must be qid, pid of a positive and pid of a negative, divided by tabs");
                }
                judgements.add(place, fields[0], fields[1], 1);
                judgements.add(place, fields[0], fields[2], 0);
            });
        }
        Path collection = one(folder, "collection.tsv");
        Path asked = one(folder, "queries." + split + ".tsv");
        try (IdTexts documents = new IdTexts(judgements.documents(), collection);
                IdTexts queries = new IdTexts(judgements.queries.keySet(), asked)) {
            pairs(collection, documents);
            pairs(asked, queries);
            rows(judgements, queries, documents, taker);
        }
    }

    private static void mined(RowPlace place, Map<String, Object> fields, Judgements judgements) {
        String query = LooseRows.require(place, fields, "qid").toString();
        for (String positive : passages(place, "pos", LooseRows.require(place, fields, "pos"))) {
            judgements.add(place, query, positive, 1);
        }
        if (!(LooseRows.require(place, fields, "neg") instanceof Map<?, ?> systems)) {
            throw wrong(place, "'neg' must have a list of passages' ids for each system");
        }
        List<List<String>> lists = new ArrayList<>();
        systems.forEach((system, found) -> lists.add(passages(place, "neg." + system, found)));
        Set<String> negatives = new LinkedHashSet<>();
        int longest = lists.stream().mapToInt(List::size).max().orElse(0);
        for (int rank = 0; rank < longest && negatives.size() < MINED_NEGATIVES; rank++) {
            for (List<String> list : lists) {
                if (rank < list.size() && negatives.size() < MINED_NEGATIVES) {
                    negatives.add(list.get(rank));
                }
            }
        }
        negatives.forEach(negative -> judgements.add(place, query, negative, 0));
    }

    /** Ids alone, or with what a system or a cross-encoder scored beside them. */
    private static List<String> passages(RowPlace place, String key, @Nullable Object found) {
        if (!(found instanceof List<?> list)) {
            throw wrong(place, "'" + key + "' must be a list of passages' ids");
        }
        List<String> ids = new ArrayList<>(list.size());
        for (Object each : list) {
            Object id = each instanceof Map<?, ?> fields ? fields.get("pid") : each;
            if (!(id instanceof Long || id instanceof String)) {
                throw wrong(place, "'" + key + "' has " + each + ", which is no passage's id");
            }
            ids.add(id.toString());
        }
        return ids;
    }

    private static void pairs(Path file, IdTexts texts) {
        lines(file, (place, fields) -> {
            if (fields.length < 2) {
                throw wrong(place, "must be an id and a text, divided by a tab");
            }
            texts.add(fields[0], String.join(TAB, List.of(fields).subList(1, fields.length)));
        });
    }

    private static void rows(Judgements judgements, IdTexts queries, IdTexts documents, RowConversion.Taker taker) {
        judgements.queries.forEach((id, judged) -> {
            if (judged.positives.isEmpty()) {
                return;
            }
            taker.row(judged.place, () -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("query", queries.get(id, judged.place));
                row.put("pos", texts(judged.positives, Set.of(), documents, judged.place));
                List<String> negatives = texts(judged.negatives, judged.positives, documents, judged.place);
                if (!negatives.isEmpty()) {
                    row.put("neg", negatives);
                }
                return row;
            });
        });
    }

    private static List<String> texts(Set<String> ids, Set<String> without, IdTexts documents, RowPlace place) {
        List<String> texts = new ArrayList<>();
        for (String id : ids) {
            if (!without.contains(id)) {
                texts.add(documents.get(id, place));
            }
        }
        return texts;
    }

    /** Takes a line's fields. */
    private interface LineTaker {
        void line(RowPlace place, String[] fields);
    }

    private static void lines(Path file, LineTaker taker) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Compression.of(file).decompressed(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            long number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                RowPlace place = new RowPlace(file, true, ++number);
                if (!line.isBlank()) {
                    taker.line(place, line.strip().split(TAB, -1));
                }
            }
        } catch (IOException e) {
            throw PlumblineException.data(file + " cannot be read (" + e + "); correct the path or fetch it again", e);
        }
    }

    private static double score(RowPlace place, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong(place, "has the judgement '" + text + "', which is no number");
        }
    }

    private static PlumblineException wrong(RowPlace place, String what) {
        return PlumblineException.data(place + ": " + what);
    }

    /** The file of that name, also compressed. */
    private static Path one(Path folder, String name) {
        return maybe(folder, name)
                .orElseThrow(() -> PlumblineException.data(folder + " has no " + name + "; it has "
                        + names(Objects.requireNonNull(folder.resolve(name).getParent()))));
    }

    private static Optional<Path> maybe(Path folder, String name) {
        return Stream.of("", ".gz", ".zst", ".bz2", ".xz")
                .map(end -> folder.resolve(name + end))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static List<String> names(Path folder) {
        return list(folder).stream()
                .map(file -> file.getFileName().toString())
                .limit(20)
                .toList();
    }

    private static List<Path> named(Path folder, String beginning) {
        return list(folder).stream()
                .filter(file -> file.getFileName().toString().startsWith(beginning))
                .toList();
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw PlumblineException.data(folder + " cannot be listed: " + e, e);
        }
    }
}
