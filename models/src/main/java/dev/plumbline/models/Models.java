package dev.plumbline.models;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.embedded.EmbeddedModel;
import dev.plumbline.models.embedded.EmbeddedModels;
import dev.plumbline.models.onnx.OnnxEncoder;
import dev.plumbline.models.precomputed.EmbeddingsFile;
import dev.plumbline.models.prompt.PromptTable;
import dev.plumbline.tasks.Encoder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Opens what {@code --model} names. */
public final class Models {

    /** Every form of {@code --model}; a new one is one more entry. */
    private static final List<Form> FORMS = List.of(
            new Form("embedded:", "NAME", Models::embedded),
            new Form("embeddings:", "FILE.parquet", Models::precomputed));

    private Models() {}

    /**
     * One form of {@code --model}.
     *
     * @param prefix what it starts with
     * @param rest what follows, for messages
     * @param opener given what follows
     */
    private record Form(String prefix, String rest, BiFunction<String, ModelOptions, Encoder> opener) {}

    /**
     * Opens a model; only then is its native library loaded.
     *
     * @param spec {@code embedded:NAME} or {@code embeddings:FILE.parquet}
     * @throws PlumblineException of kind USAGE for a form or name that is not known, of kind MODEL for a model that cannot
     *     be opened
     */
    public static Encoder open(String spec, ModelOptions options) {
        for (Form form : FORMS) {
            if (spec.startsWith(form.prefix)) {
                return form.opener.apply(spec.substring(form.prefix.length()), options);
            }
        }
        throw PlumblineException.usage("--model " + spec + " is not supported by this version, which opens "
                + FORMS.stream().map(form -> form.prefix + form.rest).collect(Collectors.joining(" and ")));
    }

    private static Encoder embedded(String name, ModelOptions options) {
        EmbeddedModel model = EmbeddedModel.named(name);
        return EmbeddedModels.open(
                model,
                options::publish,
                options.prompts().orElseGet(() -> PromptTable.of(model.prompts())),
                new OnnxEncoder.Execution(options.threads(), options.batchTokens(), options.progress()));
    }

    private static Encoder precomputed(String file, ModelOptions options) {
        return EmbeddingsFile.open(path(file), options::publish);
    }

    private static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw PlumblineException.usage("--model embeddings:" + file + " is not a path: " + e.getReason());
        }
    }
}
