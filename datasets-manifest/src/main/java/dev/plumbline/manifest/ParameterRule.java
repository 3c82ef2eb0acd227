package dev.plumbline.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.WrongValueException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * An evaluation parameter by mteb's name.
 *
 * @param kinds of tasks that have it
 * @param fits whether a value does
 * @param wanted what a value must be, in words
 * @param example of one
 */
record ParameterRule(Set<TaskKind> kinds, Predicate<JsonNode> fits, String wanted, String example) {

    private static final Set<TaskKind> ROWS = Set.of(
            TaskKind.STS,
            TaskKind.CLASSIFICATION,
            TaskKind.CLUSTERING_FAST,
            TaskKind.CLUSTERING_LEGACY,
            TaskKind.PAIR_CLASSIFICATION,
            TaskKind.SUMMARIZATION);
    private static final Set<TaskKind> CLASSIFICATION = Set.of(TaskKind.CLASSIFICATION);
    private static final Set<TaskKind> FAST = Set.of(TaskKind.CLUSTERING_FAST);
    private static final Set<TaskKind> PAIRS = Set.of(TaskKind.PAIR_CLASSIFICATION);
    private static final Set<TaskKind> RETRIEVAL = Set.of(TaskKind.RETRIEVAL);
    private static final Set<TaskKind> SUMMARIZATION = Set.of(TaskKind.SUMMARIZATION);
    private static final Set<TaskKind> GRADED = Set.of(TaskKind.STS, TaskKind.SUMMARIZATION);

    private static final Map<String, ParameterRule> RULES = rules();

    private static Map<String, ParameterRule> rules() {
        Map<String, ParameterRule> rules = new LinkedHashMap<>();
        rules.put("fast_loading", flag(Set.of(TaskKind.values())));
        rules.put("samples_per_label", count(CLASSIFICATION, "8"));
        rules.put("n_experiments", count(CLASSIFICATION, "10"));
        rules.put("train_split", text(CLASSIFICATION, "train"));
        rules.put("is_cross_validation", never(CLASSIFICATION));
        rules.put("n_clusters", count(FAST, "10"));
        rules.put("max_documents_per_cluster", count(FAST, "16384"));
        rules.put("max_document_to_embed", countOrNone(FAST, "16384"));
        rules.put("max_depth", countOrNone(FAST, "1"));
        rules.put("k_mean_batch_size", count(FAST, "512"));
        for (String name :
                new String[] {"max_fraction_of_documents_to_embed", "max_fraction_of_documents_to_embed_after_transform"
                }) {
            rules.put(name, fraction(FAST));
        }
        rules.put("clustering_batch_size", count(Set.of(TaskKind.CLUSTERING_LEGACY), "500"));
        rules.put("ignore_identical_ids", flag(RETRIEVAL));
        rules.put("skip_first_result", never(RETRIEVAL));
        rules.put(
                "k_values",
                new ParameterRule(
                        RETRIEVAL,
                        ParameterRule::areCutoffs,
                        "a list of ascending whole numbers, each at least 1",
                        "[1, 10, 100]"));
        rules.put(
                "task_specific_scores",
                new ParameterRule(
                        RETRIEVAL,
                        value -> value.isNull() || value.asText().equals("max_over_subqueries"),
                        "max_over_subqueries",
                        "max_over_subqueries"));
        rules.put("min_score", number(GRADED, "0"));
        rules.put("max_score", number(GRADED, "5"));
        rules.put(
                "evaluator",
                new ParameterRule(
                        SUMMARIZATION,
                        value -> Set.of("fixed", "deprecated").contains(value.asText()),
                        "one of fixed, deprecated",
                        "fixed"));
        rules.put("input_column_name", text(ROWS, "text"));
        rules.put("label_column_name", text(ROWS, "label"));
        rules.put("input1_column_name", text(PAIRS, "sentence1"));
        rules.put("input2_column_name", text(PAIRS, "sentence2"));
        for (String name : new String[] {
            "text_column_name", "human_summaries_column_name", "machine_summaries_column_name", "relevancy_column_name"
        }) {
            rules.put(name, text(SUMMARIZATION, name.replace("_column_name", "")));
        }
        rules.put(
                "column_names",
                new ParameterRule(
                        Set.of(TaskKind.STS),
                        value -> value.isNull()
                                || (value.isArray()
                                        && value.size() == 2
                                        && value.get(0).isTextual()
                                        && value.get(1).isTextual()),
                        "a list of two columns",
                        "[sentence1, sentence2]"));
        return rules;
    }

    /**
     * Refuses parameters that a kind of task does not have, and values that do not fit.
     *
     * @throws WrongValueException for the first
     */
    static void check(TaskKind kind, TaskParameters parameters) {
        parameters.toJson().properties().forEach(entry -> {
            String name = entry.getKey();
            ParameterRule rule = RULES.get(name);
            if (rule == null || !rule.kinds.contains(kind)) {
                Set<String> known = new TreeSet<>();
                RULES.forEach((key, other) -> {
                    if (other.kinds.contains(kind)) {
                        known.add(key);
                    }
                });
                throw new WrongValueException(
                        "params." + name,
                        "is not a known key of the kind " + kind.label() + "; nearest: "
                                + String.join(", ", NearestNames.of(name, known)),
                        "");
            }
            if (!rule.fits.test(entry.getValue())) {
                throw new WrongValueException(
                        "params." + name, "must be " + rule.wanted + ", not " + entry.getValue(), rule.example);
            }
        });
    }

    private static boolean areCutoffs(JsonNode value) {
        if (!value.isArray() || value.isEmpty()) {
            return false;
        }
        int last = 0;
        for (JsonNode cutoff : value) {
            if (!cutoff.isInt() || cutoff.intValue() <= last) {
                return false;
            }
            last = cutoff.intValue();
        }
        return true;
    }

    private static boolean isCount(JsonNode value) {
        return value.isInt() && value.intValue() > 0;
    }

    private static ParameterRule count(Set<TaskKind> kinds, String example) {
        return new ParameterRule(kinds, ParameterRule::isCount, "a whole number of at least 1", example);
    }

    private static ParameterRule countOrNone(Set<TaskKind> kinds, String example) {
        return new ParameterRule(
                kinds, value -> value.isNull() || isCount(value), "a whole number of at least 1, or null", example);
    }

    private static ParameterRule number(Set<TaskKind> kinds, String example) {
        return new ParameterRule(
                kinds, value -> value.isNumber() && Double.isFinite(value.doubleValue()), "a number", example);
    }

    private static ParameterRule fraction(Set<TaskKind> kinds) {
        return new ParameterRule(
                kinds,
                value -> value.isNull() || (value.isNumber() && value.doubleValue() > 0 && value.doubleValue() <= 1),
                "a number above 0 and at most 1, or null",
                "0.04");
    }

    private static ParameterRule flag(Set<TaskKind> kinds) {
        return new ParameterRule(kinds, JsonNode::isBoolean, "true or false", "true");
    }

    private static ParameterRule never(Set<TaskKind> kinds) {
        return new ParameterRule(
                kinds, value -> value.isBoolean() && !value.booleanValue(), "false, or left out", "false");
    }

    private static ParameterRule text(Set<TaskKind> kinds, String example) {
        return new ParameterRule(
                kinds, value -> value.isTextual() && !value.textValue().isBlank(), "a string", example);
    }
}
