package dev.plumbline.trainer.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.ParquetRecords;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.RowPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * NeMo's rows (NeMo Automodel, {@code retrieval_dataset}): one JSON object with {@code corpus}, folders whose
 * {@code merlin_metadata.json} names a corpus and whose Parquet or JSON lines files have {@code id} and {@code text}, and
 * {@code data}, questions with {@code corpus_id} and the ids of their {@code pos_doc} and {@code neg_doc}; or JSON lines that
 * have the documents' texts themselves.
 */
final class NemoRows {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "merlin_metadata.json";

    private NemoRows() {}

    static void read(Path file, RowConversion.Taker taker) {
        Optional<JsonNode> whole = whole(file);
        if (whole.isEmpty()) {
            new RowFile(file).forEach(row -> taker.row(row.place(), () -> inline(row.place(), row.fields())));
            return;
        }
        JsonNode root = whole.get();
        Map<String, Set<String>> wanted = new HashMap<>();
        List<JsonNode> rows = new ArrayList<>();
        root.get("data").forEach(row -> {
            rows.add(row);
            Set<String> ids = wanted.computeIfAbsent(row.path("corpus_id").asText(), id -> new HashSet<>());
            for (String side : List.of("pos_doc", "neg_doc")) {
                row.path(side).forEach(document -> ids.add(id(document)));
            }
        });
        Map<String, IdTexts> corpora = new HashMap<>();
        try {
            for (JsonNode corpus : list(root.path("corpus"))) {
                Path folder = folder(
                        file,
                        corpus.isTextual()
                                ? corpus.asText()
                                : corpus.path("path").asText());
                String name = name(folder);
                corpora.put(name, texts(folder, wanted.getOrDefault(name, Set.of())));
            }
            for (int i = 0; i < rows.size(); i++) {
                RowPlace place = new RowPlace(file, false, i);
                JsonNode row = rows.get(i);
                taker.row(place, () -> joined(place, row, corpora));
            }
        } finally {
            corpora.values().forEach(IdTexts::close);
        }
    }

    /** The file if it is one JSON object with data. */
    private static Optional<JsonNode> whole(Path file) {
        if (!file.toString().endsWith(".json")) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(Files.readString(file));
            if (!root.path("data").isArray()) {
                throw PlumblineException.data(file + ": 'data' is missing; NeMo's files have corpus and data, or are"
                        + " JSON lines called .jsonl");
            }
            return Optional.of(root);
        } catch (JsonProcessingException e) {
            throw PlumblineException.data(
                    file + " is not JSON (line " + e.getLocation().getLineNr() + "); JSON lines are called .jsonl");
        } catch (IOException e) {
            throw PlumblineException.data(file + " cannot be read: " + e, e);
        }
    }

    private static List<JsonNode> list(JsonNode node) {
        List<JsonNode> all = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(all::add);
        } else if (!node.isMissingNode()) {
            all.add(node);
        }
        return all;
    }

    /** Where the file says, or beside it: such files travel. */
    private static Path folder(Path file, String path) {
        Path named = file.toAbsolutePath().resolveSibling(path).normalize();
        Path beside = file.toAbsolutePath().resolveSibling(Path.of(path).getFileName());
        if (Files.isDirectory(named)) {
            return named;
        }
        if (Files.isDirectory(beside)) {
            return beside;
        }
        throw PlumblineException.data(file + ": corpus: there is no folder " + named + ", nor " + beside);
    }

    private static String name(Path folder) {
        Path file = folder.resolve(METADATA);
        if (!Files.isRegularFile(file)) {
            return folder.getFileName().toString();
        }
        try {
            return JSON.readTree(Files.readString(file))
                    .path("corpus_id")
                    .asText(folder.getFileName().toString());
        } catch (IOException e) {
            throw PlumblineException.data(file + " cannot be read: " + e, e);
        }
    }

    private static IdTexts texts(Path folder, Set<String> wanted) {
        IdTexts texts = new IdTexts(wanted, folder);
        boolean done = false;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".parquet")) {
                    parquet(file, texts);
                } else if (name.contains(".jsonl")) {
                    new RowFile(file).forEach(row -> add(row.place(), row.fields(), texts));
                }
            }
            done = true;
            return texts;
        } catch (IOException e) {
            throw PlumblineException.data(folder + " cannot be read: " + e, e);
        } finally {
            if (!done) {
                texts.close();
            }
        }
    }

    private static void parquet(Path file, IdTexts texts) {
        try (ParquetRecords records = ParquetRecords.open(file, Columns.all())) {
            long number = 0;
            for (Optional<Map<String, Object>> row = records.next(); row.isPresent(); row = records.next()) {
                add(new RowPlace(file, false, number++), row.get(), texts);
            }
        }
    }

    private static void add(RowPlace place, Map<String, Object> fields, IdTexts texts) {
        Object text = LooseRows.require(place, fields, "text");
        texts.add(LooseRows.require(place, fields, "id").toString(), text.toString());
    }

    private static String id(JsonNode document) {
        return document.isObject() ? document.path("id").asText() : document.asText();
    }

    private static Map<String, Object> joined(RowPlace place, JsonNode row, Map<String, IdTexts> corpora) {
        String name = row.path("corpus_id").asText();
        IdTexts texts = corpora.get(name);
        if (texts == null) {
            throw PlumblineException.data(
                    place + ": corpus_id '" + name + "' is none of the corpora, which are " + corpora.keySet());
        }
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("query", row.path("question").asText());
        for (String side : List.of("pos", "neg")) {
            List<String> own = new ArrayList<>();
            row.path(side + "_doc").forEach(document -> own.add(texts.get(id(document), place)));
            if (!own.isEmpty()) {
                made.put(side, own);
            }
        }
        return made;
    }

    private static Map<String, Object> inline(RowPlace place, Map<String, Object> fields) {
        Map<String, Object> made = new LinkedHashMap<>();
        made.put(
                "query",
                fields.containsKey("query") ? fields.get("query") : LooseRows.require(place, fields, "question"));
        for (String side : List.of("pos", "neg")) {
            Object own = fields.get(side + "_doc");
            if (own instanceof List<?> list) {
                made.put(side, list.stream().map(NemoRows::text).toList());
            } else if (own != null) {
                made.put(side, List.of(text(own)));
            }
        }
        return made;
    }

    private static Object text(Object document) {
        return document instanceof Map<?, ?> map && map.get("text") != null ? map.get("text") : document;
    }
}
