package dev.plumbline.trainer.stage;

import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import java.util.Objects;
import java.util.Optional;

/**
 * A model whose scores are learned from where the data have none. In a stage of a configuration file, with every default:
 *
 * <pre>
 * teacher:
 *   model: org/name        required; whatever plumbline run --model takes, a directory relative to this file
 *   prompts:               a file, a family of models, or none; the teacher's own if left out
 *   template:              instead of prompts: before queries, with each data set's instruction in place of
 *                          {instruction}; before passages too where the data set has them so
 *   api: openai            tei; of an endpoint
 *   api_model:             its name at the endpoint
 * </pre>
 *
 * @param model directory, hub name, bundled name or address
 * @param prompts instead of its own
 * @param template instead of prompts
 * @param api of an endpoint
 * @param apiModel its name there
 */
public record TeacherModel(
        String model,
        Optional<String> prompts,
        Optional<String> template,
        Optional<String> api,
        Optional<String> apiModel) {

    public TeacherModel {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(api, "api");
        Objects.requireNonNull(apiModel, "apiModel");
        if (prompts.isPresent() && template.isPresent()) {
            throw new WrongValueException("prompts", "and template cannot both be given; leave one out", "");
        }
        if (template.isPresent() && !template.get().contains("{instruction}")) {
            throw new WrongValueException(
                    "template",
                    "must contain {instruction}, not be '" + template.get() + "'",
                    "\"Instruct: {instruction} Query: \"");
        }
    }

    static TeacherModel read(Settings node) {
        String model = node.required("model", "my-teacher");
        Optional<String> prompts = node.optionalText("prompts");
        Optional<String> template = node.optionalText("template");
        Optional<String> api = node.optionalText("api");
        Optional<String> apiModel = node.optionalText("api_model");
        node.end();
        return node.checked(() -> new TeacherModel(model, prompts, template, api, apiModel));
    }
}
