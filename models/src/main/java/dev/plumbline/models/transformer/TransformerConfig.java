package dev.plumbline.models.transformer;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a {@code config.json} says of a network that is computed natively. */
public sealed interface TransformerConfig permits Qwen2Config, BertConfig {

    /**
     * Reads a file. Everything in it that would change the vectors and is not supported is refused by name.
     *
     * @throws PlumblineException of kind MODEL if it cannot be read, or needs what is not supported
     */
    static TransformerConfig read(Path file) {
        ConfigFile config = ConfigFile.read(file);
        String type = config.text("model_type", "");
        return switch (type) {
            case "qwen2" -> Qwen2Config.read(config);
            case "bert" -> BertConfig.read(config, BertConfig.Family.BERT);
            case "roberta", "xlm-roberta" -> BertConfig.read(config, BertConfig.Family.ROBERTA);
            default ->
                throw config.wrong(
                        "model_type",
                        "is '" + type + "', which is not supported natively (qwen2, bert, roberta and xlm-roberta are);"
                                + " an ONNX form is");
        };
    }

    /** Values per token vector. */
    int width();

    /** Token ids are less than this. */
    int vocabulary();

    /** Most tokens of a text that the network has positions for. */
    int longest();

    /** The kind of attention, where the file or the kind of network settles it. */
    Optional<Attention> attention();

    /** Its parameters by the names of transformers' {@code state_dict}, without the prefix of a model with a head. */
    List<ParameterSpec> parameters();

    /** Prefixes that these names have in checkpoints of the network with a head. */
    List<String> prefixes();

    /**
     * Whether a checkpoint's tensor that is no parameter is one of those that come with such networks and do not change token
     * vectors: heads, poolers, tables that are computed.
     *
     * @param name without the prefix
     */
    boolean ignores(String name);

    /**
     * Holds an attention to what the network can do.
     *
     * @throws PlumblineException of kind USAGE if it cannot
     */
    default void check(Attention wanted) {
        // only Qwen2 is computed both ways
    }
}
