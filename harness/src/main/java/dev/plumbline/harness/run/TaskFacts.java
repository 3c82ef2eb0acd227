package dev.plumbline.harness.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.Sha256;
import dev.plumbline.harness.folder.MadeWith;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What decides a task's scores, in words: see {@link MadeWith}. */
final class TaskFacts {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private TaskFacts() {}

    /**
     * The facts of one task scored for one target. The release of mteb is none of them: each entry of a result names its own,
     * and may stand where releases do not differ.
     *
     * @param data what tells them from others; empty if they are not there
     */
    static Map<String, String> of(
            TaskSpec task, RunTarget target, Map<String, String> prompts, OptionalInt limit, Optional<String> data) {
        Model model = target.model();
        Map<String, String> facts = new TreeMap<>();
        facts.put("model", model.card().name());
        facts.put("model.revision", model.card().revision());
        facts.put("model.longest input", String.valueOf(model.card().maxTokens()));
        if (model instanceof Encoder) {
            facts.put("model.similarity", model.card().similarity().label());
        }
        model.identity().ifPresent(hash -> facts.put(MadeWith.MODEL_HASH, hash));
        Model.DECIDING.forEach(key -> {
            if (model.about().containsKey(key)) {
                facts.put("model." + key, model.about().get(key));
            }
        });
        target.form().experiment().ifPresent(form -> facts.put("form", form));
        target.perturbation().ifPresent(change -> facts.put("perturbed", change.label()));
        prompts.forEach((role, prompt) -> facts.put("prompts." + role, prompt));
        facts.put("task", hash(task));
        facts.put("data.revision", String.valueOf(task.dataset().revision()));
        data.ifPresent(identity -> facts.put(MadeWith.DATA, identity));
        limit.ifPresent(rows -> facts.put("limit", rows + ", training rows too"));
        return facts;
    }

    /** Over what of a task decides scores; its description, its languages and which splits are scored do not. */
    static String hash(TaskSpec task) {
        ObjectNode facts = MAPPER.createObjectNode();
        facts.put("name", task.name());
        facts.put("kind", task.kind().name());
        facts.put("dataset", task.dataset().path());
        facts.put("main_score", task.mainScore());
        facts.put("multilingual", task.multilingual());
        facts.put("transform", task.transform());
        facts.set("params", task.params().toJson());
        facts.set("subtasks", MAPPER.valueToTree(task.subtasks()));
        return Sha256.hex(facts.toString());
    }
}
