package dev.plumbline.harness.own;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.tasks.data.Table;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a file of rows is taken for.
 *
 * @param type the task's
 * @param columns the file's column of each role that the type needs
 */
public record TaskDraft(TaskType type, Map<ColumnRole, String> columns) {

    private static final Map<TaskType, List<ColumnRole>> NEEDED = Map.of(
            TaskType.STS, List.of(ColumnRole.SENTENCE1, ColumnRole.SENTENCE2, ColumnRole.SCORE),
            TaskType.PAIR_CLASSIFICATION, List.of(ColumnRole.SENTENCE1, ColumnRole.SENTENCE2, ColumnRole.SCORE),
            TaskType.CLASSIFICATION, List.of(ColumnRole.TEXT, ColumnRole.LABEL),
            TaskType.CLUSTERING, List.of(ColumnRole.TEXT, ColumnRole.LABEL),
            TaskType.RERANKING, List.of(ColumnRole.QUERY, ColumnRole.POSITIVE, ColumnRole.NEGATIVE),
            TaskType.RETRIEVAL, List.of(ColumnRole.QUERY, ColumnRole.POSITIVE),
            TaskType.SUMMARIZATION,
                    List.of(
                            ColumnRole.TEXT,
                            ColumnRole.HUMAN_SUMMARIES,
                            ColumnRole.MACHINE_SUMMARIES,
                            ColumnRole.RELEVANCE));

    public TaskDraft {
        columns = Map.copyOf(columns);
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
            Optional<Map<ColumnRole, String>> columns = columns(table, given, NEEDED.get(type));
            if (columns.isPresent()) {
                return new TaskDraft(told(table, type, columns.get(), trained), columns.get());
            }
        }
        throw undecided(
                table,
                "has the columns " + String.join(", ", table.columns()) + ", which are of no type that is known");
    }

    private static TaskDraft ofType(Table table, Map<ColumnRole, String> given, TaskType type) {
        List<ColumnRole> needed = NEEDED.get(type);
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
    private static TaskType told(Table table, TaskType type, Map<ColumnRole, String> columns, boolean trained) {
        if (type == TaskType.STS) {
            return isYesOrNo(table.column(columns.get(ColumnRole.SCORE))) ? TaskType.PAIR_CLASSIFICATION : TaskType.STS;
        }
        if (type != TaskType.CLASSIFICATION || trained) {
            return type;
        }
        String label = columns.get(ColumnRole.LABEL).toLowerCase(Locale.ROOT);
        if (List.of("label", "intent", "sentiment", "class").contains(label)) {
            return TaskType.CLASSIFICATION;
        }
        if (List.of("labels", "cluster", "topic").contains(label)) {
            return TaskType.CLUSTERING;
        }
        throw undecided(
                table,
                "has texts with a '" + columns.get(ColumnRole.LABEL)
                        + "' each, which can be told apart or found as groups: Classification or Clustering");
    }

    static boolean isYesOrNo(List<Object> values) {
        return values.stream()
                .allMatch(value -> value instanceof Boolean
                        || (value instanceof Number number
                                && (number.doubleValue() == 0 || number.doubleValue() == 1)));
    }

    private static PlumblineException undecided(Table table, String what) {
        return PlumblineException.usage(table.place() + ": " + what
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
