package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;

/**
 * {@code sentence_bert_config.json}, or what older versions called it.
 *
 * @param maxTokens {@code max_seq_length}; newer versions keep it in the tokenizer's configuration
 * @param lowerCase {@code do_lower_case}
 */
record SentenceBertConfig(Optional<Integer> maxTokens, boolean lowerCase) {

    static final String FILE = "sentence_bert_config.json";

    /** The names that sentence-transformers 6.2.0 looks for, in its order. */
    private static final List<String> FILES = List.of(
            FILE,
            "sentence_roberta_config.json",
            "sentence_distilbert_config.json",
            "sentence_camembert_config.json",
            "sentence_albert_config.json",
            "sentence_xlm-roberta_config.json",
            "sentence_xlnet_config.json");

    private static final List<String> ARGUMENTS = List.of(
            "model_args",
            "model_kwargs",
            "tokenizer_args",
            "processor_kwargs",
            "config_args",
            "config_kwargs",
            "processing_kwargs");

    private static final List<String> OTHER_LENGTHS = List.of("query_length", "document_length", "query_expansion");

    /**
     * Reads the file, if there is one.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if it asks for something that is not supported
     */
    static SentenceBertConfig read(ModelFolder folder) {
        return read(folder, "feature-extraction", "last_hidden_state", "token_embeddings");
    }

    /** The same of a cross-encoder's, whose network has a head of its own. */
    static SentenceBertConfig readOfPairs(ModelFolder folder) {
        return read(folder, "sequence-classification", "logits", "scores");
    }

    private static SentenceBertConfig read(ModelFolder folder, String task, String result, String output) {
        Optional<String> file = FILES.stream().filter(folder::has).findFirst();
        if (file.isEmpty()) {
            return new SentenceBertConfig(Optional.empty(), false);
        }
        JsonNode config = folder.object(file.get()).orElse(MissingNode.getInstance());
        check(folder, config, file.get());
        checkTask(folder, config, file.get(), List.of(task, result, output));
        return new SentenceBertConfig(
                folder.count(config, "max_seq_length", file.get()),
                folder.flag(config, "do_lower_case", false, file.get()));
    }

    private static void check(ModelFolder folder, JsonNode config, String file) {
        for (String key : ARGUMENTS) {
            if (!config.path(key).isEmpty()) {
                throw folder.wrong(file, key + " " + config.get(key) + " is not supported");
            }
        }
        for (String key : OTHER_LENGTHS) {
            if (config.hasNonNull(key)) {
                throw folder.wrong(file, key + " is not supported: it makes another model of it for each role");
            }
        }
    }

    private static void checkTask(ModelFolder folder, JsonNode config, String file, List<String> wanted) {
        String task = config.path("transformer_task").asText(wanted.get(0));
        if (!task.equals(wanted.get(0))) {
            throw folder.wrong(file, "transformer_task " + task + " is not supported, only " + wanted.get(0) + " is");
        }
        JsonNode modalities = config.path("modality_config");
        if (modalities.has("message")) {
            throw folder.wrong(
                    file, "modality_config asks for texts in a chat template (message), which is not supported");
        }
        JsonNode text = modalities.path("text");
        if (modalities.isObject()
                && (!text.path("method").asText().equals("forward")
                        || !text.path("method_output_name").asText().equals(wanted.get(1))
                        || !config.path("module_output_name").asText().equals(wanted.get(2)))) {
            throw folder.wrong(
                    file,
                    "modality_config " + text + " is not supported, only " + wanted.get(1) + " of the forward pass as "
                            + wanted.get(2) + " are");
        }
    }
}
