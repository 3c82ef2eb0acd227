package dev.plumbline.harness.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.models.form.VectorForm;
import dev.plumbline.models.form.VectorType;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.ModelCard;
import java.util.SortedMap;

/** {@code model_meta.json} with the fields of mteb 2.20.0's {@code ModelMeta}; what a model card does not say is null. */
public final class ModelMeta {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private ModelMeta() {}

    /**
     * Writes the file.
     *
     * @param form the form of its vectors that was scored
     * @param settings of the experiment; empty for the model as it is
     */
    public static void write(ResultFolder folder, Model model, VectorForm form, SortedMap<String, Object> settings) {
        ObjectNode meta = toJson(model);
        if (!settings.isEmpty()) {
            meta.set("experiment_kwargs", MAPPER.valueToTree(settings));
        }
        if (form.type() != VectorType.F32) {
            meta.putArray("output_dtypes").add(form.type().label());
        }
        AtomicFiles.write(folder.path().resolve("model_meta.json"), meta.toPrettyString() + "\n");
    }

    static ObjectNode toJson(Model model) {
        ModelCard card = model.card();
        boolean dense = model instanceof Encoder;
        ObjectNode meta = MAPPER.createObjectNode();
        meta.putObject("loader_kwargs");
        meta.put("name", card.name());
        meta.put("revision", card.revision());
        meta.putNull("release_date");
        meta.putNull("languages");
        putPositive(meta, "n_parameters", card.parameters());
        meta.putNull("memory_usage_mb");
        putPositive(meta, "max_tokens", card.maxTokens());
        putPositive(meta, "embed_dim", card.dimensions());
        meta.putNull("license");
        meta.putNull("open_weights");
        meta.putNull("public_training_code");
        meta.putNull("public_training_data");
        meta.putArray("framework");
        meta.putNull("reference");
        meta.put("similarity_fn_name", dense ? card.similarity().label() : null);
        meta.putNull("use_instructions");
        meta.putNull("training_datasets");
        meta.putNull("adapted_from");
        meta.putNull("superseded_by");
        meta.putArray("modalities").add("text");
        meta.putArray("model_type").add(dense ? "dense" : "sparse");
        meta.putNull("citation");
        meta.putNull("contacts");
        meta.putNull("loader");
        return meta;
    }

    private static void putPositive(ObjectNode meta, String field, long value) {
        if (value > 0) {
            meta.put(field, value);
        } else {
            meta.putNull(field);
        }
    }
}
