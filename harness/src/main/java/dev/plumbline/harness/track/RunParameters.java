package dev.plumbline.harness.track;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a run is shown with beside others: its network, and all that its file says, such as {@code finetune.learning_rate}. What the
 * file leaves out has its default and is not there.
 */
final class RunParameters {

    /** What MLflow does not take in a name. */
    private static final Pattern FOREIGN = Pattern.compile("[^\\p{L}\\p{N}_./ :-]");

    private static final String STAGES = "stages";
    private static final String NAME = "name";

    private final Map<String, String> parameters = new LinkedHashMap<>();

    private RunParameters() {}

    static Map<String, String> of(TrainingSettings run) {
        RunParameters all = new RunParameters();
        all.put("network", run.start().network());
        all.put("seed", Long.toString(run.seed()));
        all.put("threads", Integer.toString(run.threads()));
        all.put(STAGES, run.stages().stream().map(StageSettings::name).collect(Collectors.joining(", ")));
        all.put("configuration", run.file().toString());
        SettingsFile.read(run.file()).root().properties().forEach(entry -> {
            if (entry.getKey().equals(STAGES)) {
                // a stage's name stands before its keys
                entry.getValue()
                        .forEach(stage -> stage.properties().forEach(own -> {
                            if (!own.getKey().equals(NAME)) {
                                all.add(stage.path(NAME).asText() + "." + own.getKey(), own.getValue());
                            }
                        }));
            } else {
                all.add(entry.getKey(), entry.getValue());
            }
        });
        return all.parameters;
    }

    private void add(String name, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(entry -> add(name + "." + entry.getKey(), entry.getValue()));
        } else if (value.isArray() && value.path(0).isObject()) {
            for (int i = 0; i < value.size(); i++) {
                String own = value.get(i).path(NAME).asText();
                add(name + "." + (own.isEmpty() ? Integer.toString(i) : own), value.get(i));
            }
        } else if (value.isArray()) {
            StringBuilder texts = new StringBuilder();
            value.forEach(each -> texts.append(texts.isEmpty() ? "" : ", ").append(each.asText()));
            put(name, texts.toString());
        } else {
            put(name, value.asText());
        }
    }

    private void put(String name, String value) {
        parameters.putIfAbsent(FOREIGN.matcher(name).replaceAll("_"), value);
    }
}
