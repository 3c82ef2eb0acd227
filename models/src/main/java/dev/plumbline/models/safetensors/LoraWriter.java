package dev.plumbline.models.safetensors;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes a LoRA adapter as PEFT does (0.21.2): {@code adapter_config.json} and {@code adapter_model.safetensors}. */
public final class LoraWriter {

    /** The file of the matrices. */
    public static final String WEIGHTS = "adapter_model.safetensors";

    private static final String PREFIX = "base_model.model.";

    private LoraWriter() {}

    /**
     * What it is made with.
     *
     * @param base folder or hub name of the model that it changes
     * @param targets ends of names of the modules that it changes
     */
    public record Description(String base, int rank, double alpha, double dropout, List<String> targets) {
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
        config.put("base_model_name_or_path", description.base());
        config.put("bias", "none");
        config.put("fan_in_fan_out", false);
        config.put("inference_mode", true);
        config.put("init_lora_weights", true);
        config.put("lora_alpha", description.alpha());
        config.put("lora_dropout", description.dropout());
        config.putNull("modules_to_save");
        config.put("peft_type", "LORA");
        config.put("r", description.rank());
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
