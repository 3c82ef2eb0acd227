package dev.plumbline.models.safetensors;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.ModelSnapshot;
import dev.plumbline.hub.RepositoryType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a LoRA adapter as PEFT does (0.21.2): {@code adapter_config.json} and {@code adapter_model.safetensors}. */
public final class LoraWriter {

    /** The file of the matrices. */
    public static final String WEIGHTS = "adapter_model.safetensors";

    private static final String PREFIX = "base_model.model.";

    private LoraWriter() {}

    /**
     * What it is made with.
     *
     * @param base folder of the model that it changes; of a snapshot in the hub's cache its name and commit are written, so that
     *     the adapter finds it on other machines too
     * @param targets ends of names of the modules that it changes
     */
    public record Description(Path base, int rank, double alpha, double dropout, List<String> targets) {
        public Description {
            targets = List.copyOf(targets);
        }
    }

    /** The name in the file of a matrix that the network calls {@code name}. */
    public static String stored(String name) {
        return PREFIX + name;
    }

    /**
     * Writes both files.
     *
     * @param tensors under their {@linkplain #stored stored} names
     */
    public static void write(Path folder, Description description, List<Tensor> tensors) throws IOException {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        Path base = description.base().toAbsolutePath().normalize();
        Optional<ModelSnapshot> published = ModelSnapshot.of(base)
                .filter(snapshot -> HubEnvironment.ofProcess()
                        .cache()
                        .repository(RepositoryType.MODEL, snapshot.name())
                        .snapshot(snapshot.commit())
                        .toAbsolutePath()
                        .normalize()
                        .equals(base));
        config.put("base_model_name_or_path", published.map(ModelSnapshot::name).orElse(base.toString()));
        config.put("bias", "none");
        config.put("fan_in_fan_out", false);
        config.put("inference_mode", true);
        config.put("init_lora_weights", true);
        config.put("lora_alpha", description.alpha());
        config.put("lora_dropout", description.dropout());
        config.putNull("modules_to_save");
        config.put("peft_type", "LORA");
        config.put("r", description.rank());
        published.ifPresent(snapshot -> config.put("revision", snapshot.commit()));
        description.targets().forEach(config.putArray("target_modules")::add);
        config.put("task_type", "FEATURE_EXTRACTION");
        config.put("use_dora", false);
        config.put("use_rslora", false);
        Files.writeString(
                folder.resolve(LoraConfig.FILE),
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n");
        SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
    }
}
