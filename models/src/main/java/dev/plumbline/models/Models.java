package dev.plumbline.models;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.artifact.ArtifactFetch;
import dev.plumbline.models.bm25.Bm25;
import dev.plumbline.models.embedded.EmbeddedModel;
import dev.plumbline.models.embedded.EmbeddedModels;
import dev.plumbline.models.precomputed.EmbeddingsFile;
import dev.plumbline.models.prompt.PromptTable;
import dev.plumbline.models.random.RandomEncoder;
import dev.plumbline.models.store.StoredEncoder;
import dev.plumbline.models.text.TextEncoder;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
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
            new Form("embeddings:", "FILE.parquet", Models::precomputed),
            new Form("bm25", "", Models::bm25),
            new Form("random", "", Models::random));

    private Models() {}

    /**
     * One form of {@code --model}.
     *
     * @param prefix what it starts with
     * @param rest what follows, for messages; empty where nothing does
     * @param opener given what follows
     */
    private record Form(String prefix, String rest, BiFunction<String, ModelOptions, Model> opener) {

        boolean matches(String spec) {
            return rest.isEmpty() ? spec.equals(prefix) : spec.startsWith(prefix);
        }
    }

    /**
     * Opens a model; only then is its native library loaded.
     *
     * @param spec {@code embedded:NAME}, {@code embeddings:FILE.parquet}, {@code bm25} or {@code random}
     * @throws PlumblineException of kind USAGE for a form or name that is not known, of kind MODEL for a model that cannot
     *     be opened
     */
    public static Model open(String spec, ModelOptions options) {
        for (Form form : FORMS) {
            if (form.matches(spec)) {
                return stored(form.opener.apply(spec.substring(form.prefix.length()), options), options);
            }
        }
        throw PlumblineException.usage("--model " + spec + " is not supported by this version, which opens "
                + FORMS.stream().map(form -> form.prefix + form.rest).collect(Collectors.joining(", ")));
    }

    /**
     * Opens a model of which vectors are needed.
     *
     * @throws PlumblineException as {@link #open}; of kind USAGE too for a model that gives none
     */
    public static Encoder openEncoder(String spec, ModelOptions options) {
        Model model = open(spec, options);
        if (model instanceof Encoder encoder) {
            return encoder;
        }
        model.close();
        throw PlumblineException.usage(
                "--model " + spec + " ranks documents and gives no vectors, which are needed here");
    }

    private static Model stored(Model model, ModelOptions options) {
        return options.store().isPresent() && model instanceof Encoder encoder
                ? StoredEncoder.over(encoder, options.store().get(), options.progress())
                : model;
    }

    private static Model embedded(String name, ModelOptions options) {
        EmbeddedModel model = EmbeddedModel.named(name);
        // One text a batch gives a quantised graph's text a vector of its own.
        int batchTokens = model.quantised() ? 1 : options.batchTokens();
        return EmbeddedModels.open(
                model,
                () -> ArtifactFetch.ofUser(options.offline(), options.progress()::note),
                options::publish,
                options.prompts().orElseGet(() -> PromptTable.of(model.prompts())),
                new TextEncoder.Execution(options.threads(), batchTokens, options.progress()));
    }

    private static Model precomputed(String file, ModelOptions options) {
        return EmbeddingsFile.open(path(file), options::publish);
    }

    private static Model bm25(String nothing, ModelOptions options) {
        return Bm25.open(options::publish, options.threads(), options.progress());
    }

    private static Model random(String nothing, ModelOptions options) {
        return RandomEncoder.open(options::publish, options.progress());
    }

    private static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw PlumblineException.usage("--model embeddings:" + file + " is not a path: " + e.getReason());
        }
    }
}
