package dev.plumbline.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.WrongValueException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a user's task file may say wrong although each value has the type that is wanted: told before any work. */
final class TaskChecks {

    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{3}-[A-Z][a-z]{3}");
    private static final List<String> PROMPTED = List.of("query", "document");

    private TaskChecks() {}

    /**
     * Looks at a task.
     *
     * @throws WrongValueException for the first thing that is wrong
     */
    static void check(TaskSpec task) {
        if (!task.kind().types().contains(task.type())) {
            throw new WrongValueException(
                    "kind",
                    "is " + task.kind().label() + ", which is for the type "
                            + task.kind().types().stream().map(TaskType::label).collect(Collectors.joining(" or "))
                            + ", not "
                            + task.type().label(),
                    "");
        }
        if (task.kind() != TaskKind.AGGREGATE && task.dataset().path().isBlank()) {
            throw new WrongValueException("dataset.path", "is empty", "my-folder/my-data");
        }
        MainScores.check(task.kind(), task.mainScore());
        task.languages().forEach((subset, codes) -> codes.forEach(code -> checkLanguage(subset, code)));
        checkPrompt(task.prompt());
        ParameterRule.check(task.kind(), task.params());
        TransformKinds.check(task.kind(), task.transform());
    }

    private static void checkLanguage(String subset, String code) {
        if (!LANGUAGE.matcher(code).matches()) {
            throw new WrongValueException(
                    "languages." + subset,
                    "must be a language and a script as in eng-Latn, not '" + FileNames.shown(code) + "'",
                    "[eng-Latn]");
        }
    }

    private static void checkPrompt(@Nullable JsonNode prompt) {
        if (prompt == null || prompt.isTextual()) {
            return;
        }
        if (!prompt.isObject()) {
            throw new WrongValueException(
                    "prompt",
                    "must be a string, or a mapping with query and document, not " + prompt,
                    "\"Find similar text\"");
        }
        prompt.properties().forEach(entry -> {
            if (!PROMPTED.contains(entry.getKey())) {
                throw new WrongValueException(
                        "prompt." + entry.getKey(),
                        "is not a known key; nearest: " + String.join(", ", NearestNames.of(entry.getKey(), PROMPTED)),
                        "");
            }
            if (!entry.getValue().isTextual()) {
                throw new WrongValueException(
                        "prompt." + entry.getKey(), "must be a string, not " + entry.getValue(), "\"Find the answer\"");
            }
        });
    }
}
