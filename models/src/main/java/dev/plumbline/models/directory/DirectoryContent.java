package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.prompt.PromptTable;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.transformer.KeptLayers;
import dev.plumbline.tasks.Similarity;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model's directory holds beside its weights.
 *
 * @param config {@code config.json}
 * @param tokenizer folder whose tokenizer files are copied
 * @param head what follows the network
 * @param tokenWidth values per token vector
 * @param maxTokens {@code max_seq_length}; empty where the tokenizer's own configuration decides
 * @param lowerCase {@code do_lower_case}
 * @param prompts the model's own
 * @param similarity how its vectors are compared
 */
public record DirectoryContent(
        ObjectNode config,
        Path tokenizer,
        SentenceHead head,
        int tokenWidth,
        Optional<Integer> maxTokens,
        boolean lowerCase,
        PromptTable prompts,
        Similarity similarity) {

    public DirectoryContent {
        Objects.requireNonNull(tokenizer, "tokenizer");
        Objects.requireNonNull(head, "head");
        Objects.requireNonNull(maxTokens, "maxTokens");
        Objects.requireNonNull(prompts, "prompts");
        Objects.requireNonNull(similarity, "similarity");
        config = config.deepCopy();
        if (tokenWidth < 1) {
            throw new IllegalArgumentException("a token vector has at least one value, not " + tokenWidth);
        }
    }

    /**
     * What another directory holds.
     *
     * @throws PlumblineException of kind MODEL if it is malformed or needs something that is not supported; of kind USAGE if
     *     it has no {@code modules.json}
     */
    public static DirectoryContent of(Path directory) {
        ModelFolder root = new ModelFolder(directory.toAbsolutePath().normalize());
        if (!root.has(ModuleList.FILE)) {
            throw PlumblineException.usage(directory + " has no " + ModuleList.FILE
                    + ", so that it does not say how token vectors are pooled");
        }
        ModuleList modules = ModuleList.read(root);
        ModelFolder transformer = modules.transformer();
        SentenceConfig sentence = SentenceConfig.read(root, Optional.empty());
        SentenceBertConfig settings = SentenceBertConfig.read(transformer);
        ObjectNode config = (ObjectNode) transformer
                .object(NetworkConfig.FILE)
                .orElseThrow(() -> transformer.wrong(NetworkConfig.FILE, "it is missing"));
        return new DirectoryContent(
                config,
                transformer.path(),
                HeadReader.read(modules.rest(), sentence.truncated()),
                transformer
                        .count(config, "hidden_size", NetworkConfig.FILE)
                        .orElseThrow(() -> transformer.wrong(NetworkConfig.FILE, "hidden_size is missing")),
                settings.maxTokens(),
                settings.lowerCase(),
                sentence.prompts(),
                sentence.similarity());
    }

    /**
     * What a directory of transformers holds, which says nothing of sentences.
     *
     * @param pooling how token vectors become one, which is then scaled to length 1
     * @throws PlumblineException of kind MODEL if it has no configuration
     */
    public static DirectoryContent plain(Path directory, Pooling pooling) {
        ModelFolder root = new ModelFolder(directory.toAbsolutePath().normalize());
        ObjectNode config = (ObjectNode)
                root.object(NetworkConfig.FILE).orElseThrow(() -> root.wrong(NetworkConfig.FILE, "it is missing"));
        SentenceConfig sentence = SentenceConfig.none();
        return new DirectoryContent(
                config,
                root.path(),
                SentenceHead.of(pooling, true),
                root.count(config, "hidden_size", NetworkConfig.FILE)
                        .orElseThrow(() -> root.wrong(NetworkConfig.FILE, "hidden_size is missing")),
                Optional.empty(),
                false,
                sentence.prompts(),
                sentence.similarity());
    }

    /** Whether a directory says how its token vectors become one. */
    public static boolean isWhole(Path directory) {
        return new ModelFolder(directory).has(ModuleList.FILE);
    }

    /** The same with {@code is_causal} in {@code config.json}, by which Python's transformers runs it so too. */
    public DirectoryContent withAttention(Attention attention) {
        ObjectNode changed = config.deepCopy();
        changed.put("is_causal", attention == Attention.CAUSAL);
        return new DirectoryContent(changed, tokenizer, head, tokenWidth, maxTokens, lowerCase, prompts, similarity);
    }

    /** The same for weights in float32, where {@code config.json} names a type, by which transformers would round them. */
    public DirectoryContent inFloat32() {
        if (!config.hasNonNull(NetworkConfig.DTYPE) && !config.hasNonNull(NetworkConfig.OLD_DTYPE)) {
            return this;
        }
        ObjectNode changed = config.deepCopy();
        changed.remove(NetworkConfig.OLD_DTYPE);
        changed.put(NetworkConfig.DTYPE, FloatType.FLOAT32.label());
        return new DirectoryContent(changed, tokenizer, head, tokenWidth, maxTokens, lowerCase, prompts, similarity);
    }

    /** The same of some of the network's layers. */
    public DirectoryContent withLayers(KeptLayers layers) {
        return new DirectoryContent(
                layers.config(config), tokenizer, head, tokenWidth, maxTokens, lowerCase, prompts, similarity);
    }

    /** The same with other prompts. */
    public DirectoryContent withPrompts(PromptTable table) {
        return new DirectoryContent(config, tokenizer, head, tokenWidth, maxTokens, lowerCase, table, similarity);
    }

    /** The same with another head. */
    public DirectoryContent withHead(SentenceHead other) {
        return new DirectoryContent(config, tokenizer, other, tokenWidth, maxTokens, lowerCase, prompts, similarity);
    }
}
