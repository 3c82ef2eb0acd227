package dev.plumbline.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A network of a few thousand weights that has none yet, its tokenizer and some rows to train it on, in one folder. */
final class SmallTraining {

    private static final List<String> WORDS =
            List.of("river", "stone", "market", "garden", "copper", "paper", "cloud", "film");

    private final Path folder;

    SmallTraining(Path folder) {
        this.folder = folder;
        network("network");
        rows("rows.jsonl", 24);
    }

    Path write(String name, String content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a network the tokenizer of a reference model of its kind: transformers takes the class by the kind. */
    void tokenizer(String network, String reference) {
        Path folder = Path.of(System.getProperty("plumbline.root"), "test", "reference-models", reference);
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            try {
                write(network + "/" + file, Files.readString(folder.resolve(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A directory of sentence-transformers without weights. */
    void network(String name) {
        write(name + "/config.json", """
                {"model_type": "qwen2", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
                 "num_key_value_heads": 2, "intermediate_size": 64, "vocab_size": 480, "max_position_embeddings": 64,
                 "rms_norm_eps": 1e-6, "hidden_act": "silu", "is_causal": false, "initializer_range": 0.1}
                """);
        tokenizer(name, "qwen2-tiny");
        write(name + "/modules.json", """
                [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                 {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
                """);
        write(
                name + "/1_Pooling/config.json",
                "{\"word_embedding_dimension\": 32, \"pooling_mode_mean_tokens\": true}");
    }

    void rows(String name, int count) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append("{\"query\": \"%s number %d\", \"pos\": [\"the %s of %d\"], \"neg\": [\"a %s\", \"no %s\"]}\n"
                    .formatted(word(i), i, word(i), i, word(i + 1), word(i + 3)));
        }
        write(name, rows.toString());
    }

    private static String word(int number) {
        return WORDS.get(number % WORDS.size());
    }

    /** A folder of a reference model, which has weights. */
    static String reference(String name) {
        return Path.of(System.getProperty("plumbline.root"), "test", "reference-models", name)
                .toString();
    }

    /** A configuration of these stages, each as {@link #stage} writes it. */
    Path configuration(String head, String... stages) {
        return write(
                "stages.yaml",
                "seed: 7\nthreads: 1\nweights: random\nnetwork: network\n" + head + "\nstages:\n"
                        + String.join("", stages));
    }

    static String stage(String name, String kind, String more) {
        return """
                  - name: %s
                    kind: %s
                    learning_rate: 1e-3
                    %s
                    data:
                      batch_size: 4
                      datasets:
                        - {name: rows, path: rows.jsonl, type: retrieval, negatives: 2, instruction: "the number"}
                """.formatted(name, kind, more);
    }
}
