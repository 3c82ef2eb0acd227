package dev.plumbline.harness.own;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.tasks.data.Table;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a file of rows is taken for.
 *
 * @param type the task's
 * @param columns the file's column of each role that the type needs
 */
public record TaskDraft(TaskType type, Map<ColumnRole, String> columns) {

    public TaskDraft {
        columns = Map.copyOf(columns);
        if (!columns.keySet().containsAll(needed(type))) {
            throw new IllegalArgumentException(type + " needs " + needed(type) + ", not " + columns.keySet());
        }
    }

    private static List<ColumnRole> needed(TaskType type) {
        return switch (type) {
            case STS, PAIR_CLASSIFICATION -> List.of(ColumnRole.SENTENCE1, ColumnRole.SENTENCE2, ColumnRole.SCORE);
            case CLASSIFICATION, CLUSTERING -> List.of(ColumnRole.TEXT, ColumnRole.LABEL);
            case RERANKING -> List.of(ColumnRole.QUERY, ColumnRole.POSITIVE, ColumnRole.NEGATIVE);
            case RETRIEVAL -> List.of(ColumnRole.QUERY, ColumnRole.POSITIVE);
            case SUMMARIZATION ->
                List.of(
                        ColumnRole.TEXT,
                        ColumnRole.HUMAN_SUMMARIES,
                        ColumnRole.MACHINE_SUMMARIES,
                        ColumnRole.RELEVANCE);
        };
    }

    /**
     * The file's column of a role.
     *
     * @param role one that the type needs
     */
    public String column(ColumnRole role) {
        return Objects.requireNonNull(columns.get(role), role.label());
    }

    /**
     * Finds out.
     *
     * @param given columns that the user named
     * @param wanted the type, where the user said it
     * @param trained whether there are rows to learn from apart from these
     * @throws PlumblineException of kind USAGE where it cannot be told
     */
    public static TaskDraft of(Table table, Map<ColumnRole, String> given, Optional<TaskType> wanted, boolean trained) {
        given.values().forEach(column -> {
            if (!table.has(column)) {
                throw PlumblineException.usage(table.place() + " has no column '" + column + "'; nearest: "
                        + String.join(", ", NearestNames.of(column, table.columns())));
            }
        });
        if (wanted.isPresent()) {
            return ofType(table, given, wanted.get());
        }
        for (TaskType type : List.of(
                TaskType.SUMMARIZATION,
                TaskType.RERANKING,
                TaskType.STS,
                TaskType.RETRIEVAL,
                TaskType.CLASSIFICATION)) {
            Optional<Map<ColumnRole, String>> columns = columns(table, given, needed(type));
            if (columns.isPresent()) {
                return told(table, new TaskDraft(type, columns.get()), trained);
            }
        }
        throw undecided(
                table,
                "has the columns " + String.join(", ", table.columns()) + ", which are of no type that is known");
    }

    private static TaskDraft ofType(Table table, Map<ColumnRole, String> given, TaskType type) {
        List<ColumnRole> needed = needed(type);
        return new TaskDraft(
                type,
                columns(table, given, needed)
                        .orElseThrow(() -> undecided(
                                table,
                                type.label() + " needs "
                                        + needed.stream().map(ColumnRole::label).collect(Collectors.joining(", "))
                                        + ", and the columns are " + String.join(", ", table.columns()))));
    }

    /** Between types that have the same columns. */
    private static TaskDraft told(Table table, TaskDraft draft, boolean trained) {
        if (draft.type() == TaskType.STS) {
            return isYesOrNo(table.column(draft.column(ColumnRole.SCORE)))
                    ? new TaskDraft(TaskType.PAIR_CLASSIFICATION, draft.columns())
                    : draft;
        }
        if (draft.type() != TaskType.CLASSIFICATION || trained) {
            return draft;
        }
        String column = draft.column(ColumnRole.LABEL);
        String label = column.toLowerCase(Locale.ROOT);
        if (List.of("label", "intent", "sentiment", "class").contains(label)) {
            return draft;
        }
        if (List.of("labels", "cluster", "topic").contains(label)) {
            return new TaskDraft(TaskType.CLUSTERING, draft.columns());
        }
        throw undecided(
                table,
                "has texts with a '" + column
                        + "' each, which can be told apart or found as groups: Classification or Clustering");
    }

    static boolean isYesOrNo(List<Object> values) {
        return values.stream()
                .allMatch(value -> value instanceof Boolean
                        || (value instanceof Number number
                                && (number.doubleValue() == 0 || number.doubleValue() == 1)));
    }

    private static PlumblineException undecided(Table table, String what) {
        String only = table.columns().size() == 1 ? table.columns().iterator().next() : "";
        if (only.matches(".*[;\t|].*")) {
            return PlumblineException.usage(
                    table.place() + " has one column, '" + only + "', whose parts are apart by '"
                            + only.replaceAll("[^;\t|]*([;\t|]).*", "$1").replace("\t", "\\t")
                            + "'; save it with commas, or with tabs as .tsv");
        }
        return PlumblineException.usage(table.place() + ": " + what
                + (table.place().matches(".*\\.[ct]sv.*") ? " (as its first line names them)" : "")
                + "; say what it is, as in --type STS --column sentence1=left sentence2=right score=gold");
    }

    private static Optional<Map<ColumnRole, String>> columns(
            Table table, Map<ColumnRole, String> given, List<ColumnRole> needed) {
        Map<ColumnRole, String> found = new EnumMap<>(ColumnRole.class);
        for (ColumnRole role : needed) {
            if (given.containsKey(role)) {
                found.put(role, given.get(role));
                continue;
            }
            role.names().stream()
                    .flatMap(name -> table.columns().stream()
                            .filter(column -> column.equalsIgnoreCase(name))
                            .filter(column -> !found.containsValue(column) && !given.containsValue(column)))
                    .filter(column -> role != ColumnRole.SCORE || isNumeric(table.column(column)))
                    .findFirst()
                    .ifPresent(column -> found.put(role, column));
        }
        return found.size() == needed.size() ? Optional.of(found) : Optional.empty();
    }

    private static boolean isNumeric(List<Object> values) {
        return values.stream().allMatch(value -> value instanceof Number || value instanceof Boolean);
    }
}
