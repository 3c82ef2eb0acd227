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
public record TaskDraft(TaskType type, Map<Role, String> columns) {

    private static final Map<TaskType, List<Role>> NEEDED = Map.of(
            TaskType.STS, List.of(Role.SENTENCE1, Role.SENTENCE2, Role.SCORE),
            TaskType.PAIR_CLASSIFICATION, List.of(Role.SENTENCE1, Role.SENTENCE2, Role.SCORE),
            TaskType.CLASSIFICATION, List.of(Role.TEXT, Role.LABEL),
            TaskType.CLUSTERING, List.of(Role.TEXT, Role.LABEL),
            TaskType.RERANKING, List.of(Role.QUERY, Role.POSITIVE, Role.NEGATIVE),
            TaskType.RETRIEVAL, List.of(Role.QUERY, Role.POSITIVE),
            TaskType.SUMMARIZATION, List.of(Role.TEXT, Role.HUMAN_SUMMARIES, Role.MACHINE_SUMMARIES, Role.RELEVANCE));

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
    public static TaskDraft of(Table table, Map<Role, String> given, Optional<TaskType> wanted, boolean trained) {
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
            Optional<Map<Role, String>> columns = columns(table, given, NEEDED.get(type));
            if (columns.isPresent()) {
                return new TaskDraft(told(table, type, columns.get(), trained), columns.get());
            }
        }
        throw undecided(
                table,
                "has the columns " + String.join(", ", table.columns()) + ", which are of no type that is known");
    }

    private static TaskDraft ofType(Table table, Map<Role, String> given, TaskType type) {
        List<Role> needed = NEEDED.get(type);
        return new TaskDraft(
                type,
                columns(table, given, needed)
                        .orElseThrow(() -> undecided(
                                table,
                                type.label() + " needs "
                                        + needed.stream().map(Role::label).collect(Collectors.joining(", "))
                                        + ", and the columns are " + String.join(", ", table.columns()))));
    }

    /** Between types that have the same columns. */
    private static TaskType told(Table table, TaskType type, Map<Role, String> columns, boolean trained) {
        if (type == TaskType.STS) {
            return isYesOrNo(table.column(columns.get(Role.SCORE))) ? TaskType.PAIR_CLASSIFICATION : TaskType.STS;
        }
        if (type != TaskType.CLASSIFICATION || trained) {
            return type;
        }
        String label = columns.get(Role.LABEL).toLowerCase(Locale.ROOT);
        if (List.of("label", "intent", "sentiment", "class").contains(label)) {
            return TaskType.CLASSIFICATION;
        }
        if (List.of("labels", "cluster", "topic").contains(label)) {
            return TaskType.CLUSTERING;
        }
        throw undecided(
                table,
                "has texts with a '" + columns.get(Role.LABEL)
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

    private static Optional<Map<Role, String>> columns(Table table, Map<Role, String> given, List<Role> needed) {
        Map<Role, String> found = new EnumMap<>(Role.class);
        for (Role role : needed) {
            if (given.containsKey(role)) {
                found.put(role, given.get(role));
                continue;
            }
            role.names().stream()
                    .flatMap(name -> table.columns().stream()
                            .filter(column -> column.equalsIgnoreCase(name))
                            .filter(column -> !found.containsValue(column) && !given.containsValue(column)))
                    .filter(column -> role != Role.SCORE || isNumeric(table.column(column)))
                    .findFirst()
                    .ifPresent(column -> found.put(role, column));
        }
        return found.size() == needed.size() ? Optional.of(found) : Optional.empty();
    }

    private static boolean isNumeric(List<Object> values) {
        return values.stream().allMatch(value -> value instanceof Number || value instanceof Boolean);
    }
}
