package dev.plumbline.models;

import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.models.bm25.Bm25;
import dev.plumbline.models.directory.CrossEncoderDirectory;
import dev.plumbline.models.directory.DtypeChoice;
import dev.plumbline.models.directory.HubModels;
import dev.plumbline.models.directory.ModelDirectory;
import dev.plumbline.models.directory.RoutedDirectory;
import dev.plumbline.models.directory.WeightsForm;
import dev.plumbline.models.embedded.EmbeddedDirectory;
import dev.plumbline.models.embedded.EmbeddedModel;
import dev.plumbline.models.embedded.EmbeddedModels;
import dev.plumbline.models.endpoint.EndpointEncoder;
import dev.plumbline.models.endpoint.EndpointSettings;
import dev.plumbline.models.precomputed.EmbeddingsFile;
import dev.plumbline.models.prompt.PromptChoice;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.prompt.PromptTable;
import dev.plumbline.models.random.RandomEncoder;
import dev.plumbline.models.rerank.TwoStages;
import dev.plumbline.models.store.StoredEncoder;
import dev.plumbline.models.text.TextEncoder;
import dev.plumbline.models.torch.DeviceChoice;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.data.CacheFolder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Opens what {@code --model} names. */
public final class Models {

    private static final String EMBEDDED = "embedded:";
    private static final String EMBEDDINGS = "embeddings:";
    /** With a port, or of another kind than HTTP. */
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z]+://.*|[A-Za-z0-9.-]+:\\d{1,5}(/.*)?");

    /** mteb's models that are none. */
    private static final String BASELINE = "mteb/baseline-";

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private static final PromptRule NO_PROMPTS = (task, role) -> new PromptChoice(
            "", "what prompts a model behind an endpoint needs is not known here; --prompts gives some");

    /** Every form of {@code --model}, tried in order; a new one is one more entry. */
    private static final List<Form> FORMS = List.of(
            Form.prefixed(EMBEDDED, "NAME", Models::embedded),
            Form.prefixed(EMBEDDINGS, "FILE.parquet", Models::precomputed),
            Form.word("bm25", Models::bm25),
            Form.word("random", Models::random),
            Form.matching("http(s)://HOST/PATH", Models::remote, Models::endpoint),
            Form.matching("DIR", ModelDirectory::looksLikeOne, Models::directory)
                    .choosesAttention(),
            Form.matching("org/name", HubModels::looksLikeOne, Models::hub).choosesAttention());

    private Models() {}

    /**
     * One form of {@code --model}.
     *
     * @param shown the form in messages
     * @param fits whether a text has this form
     * @param opener given the text
     * @param choice whether {@code --attention}, {@code --dtype} and {@code --weights} may be asked of it
     */
    private record Form(
            String shown, Predicate<String> fits, BiFunction<String, ModelOptions, Model> opener, boolean choice) {

        /** Begins with {@code prefix}; the opener gets what follows. */
        static Form prefixed(String prefix, String rest, BiFunction<String, ModelOptions, Model> opener) {
            return matching(
                    prefix + rest,
                    spec -> spec.startsWith(prefix),
                    (spec, options) -> opener.apply(spec.substring(prefix.length()), options));
        }

        static Form word(String word, Function<ModelOptions, Model> opener) {
            return matching(word, word::equals, (spec, options) -> opener.apply(options));
        }

        static Form matching(String shown, Predicate<String> fits, BiFunction<String, ModelOptions, Model> opener) {
            return new Form(shown, fits, opener, false);
        }

        Form choosesAttention() {
            return new Form(shown, fits, opener, true);
        }
    }

    /**
     * Opens a model; only then is its native library loaded.
     *
     * @param spec {@code embedded:NAME}, {@code embeddings:FILE.parquet}, {@code bm25}, {@code random}, the address of an
     *     endpoint, {@code http(s)://HOST/PATH}, a directory, or a hub name {@code org/name} with or without
     *     {@code @revision}
     * @throws PlumblineException of kind USAGE for a form or name that is not known, or an option that the form does not
     *     take; of kind MODEL for a model that cannot be opened; of kind ENDPOINT for an endpoint that does not answer as it
     *     should
     */
    public static Model open(String spec, ModelOptions options) {
        Form form = form(spec, options);
        return stored(form.opener.apply(spec, options), options);
    }

    /**
     * Looks whether a model has a form that can be opened with the options, and opens nothing.
     *
     * @throws PlumblineException of kind USAGE if it has not
     */
    public static void check(String spec, ModelOptions options) {
        form(spec, options);
    }

    private static Form form(String spec, ModelOptions options) {
        if (options.endpoint().isPresent() && !remote(spec)) {
            throw PlumblineException.usage(
                    "--api and the options that begin with it are for --model http(s)://HOST, not for " + spec);
        }
        if (spec.startsWith(BASELINE)) {
            throw PlumblineException.usage("--model " + spec + " is mteb's name of what is here called "
                    + (spec.contains("bm25") ? "bm25" : "random"));
        }
        for (Form form : FORMS) {
            if (form.fits.test(spec)) {
                if (!form.choice) {
                    refuseChoices(spec, options);
                }
                return form;
            }
        }
        if (EmbeddedModel.isName(spec)) {
            throw PlumblineException.usage(
                    "--model " + spec + " needs its prefix: --model embedded:" + spec + " comes with Plumbline");
        }
        if (ADDRESS.matcher(spec).matches()) {
            throw PlumblineException.usage(
                    "--model " + spec + " is no address that is known; the address of an endpoint"
                            + " begins with http:// or https://, as in http://" + spec.replaceFirst(".*://", ""));
        }
        List<String> names = new ArrayList<>(List.of("bm25", "random", "embeddings:FILE.parquet"));
        EmbeddedModel.names().forEach(name -> names.add("embedded:" + name));
        throw PlumblineException.usage("--model " + spec + " is not supported by this version, which opens "
                + FORMS.stream().map(Form::shown).collect(Collectors.joining(", ")) + "; nearest: "
                + String.join(", ", NearestNames.of(spec, names)));
    }

    /**
     * Looks whether a model is there, as far as that can be told without opening it and without a network.
     *
     * @throws PlumblineException as {@link #open}
     */
    public static void require(String spec, ModelOptions options) {
        check(spec, options);
        if (spec.startsWith(EMBEDDED)) {
            EmbeddedModel.named(spec.substring(EMBEDDED.length()));
        } else if (spec.startsWith(EMBEDDINGS)) {
            Path file = path(EMBEDDINGS, spec.substring(EMBEDDINGS.length()));
            if (!Files.isRegularFile(file)) {
                throw PlumblineException.model("--model " + spec + ": there is no file " + file);
            }
        } else if (ModelDirectory.looksLikeOne(spec)
                && !Files.exists(path("", spec).resolve("config.json"))) {
            throw PlumblineException.model("--model " + spec + ": there is no config.json in " + path("", spec));
        }
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

    /**
     * Opens a cross-encoder with the model that finds its candidates.
     *
     * @param first as {@code --model} names it; of the options, those that say how a machine is used hold for it too
     * @param best documents of each query that are ranked again
     * @throws PlumblineException as {@link #open}; of kind USAGE too if the models do not go together
     */
    public static Model openTwoStages(String first, String second, int best, ModelOptions options) {
        Model finding = open(first, options.ofMachine());
        Model ranking = null;
        TwoStages stages = null;
        try {
            ranking = open(second, options);
            stages = new TwoStages(finding, ranking, best);
            return stages;
        } finally {
            if (stages == null) {
                finding.close();
                if (ranking != null) {
                    ranking.close();
                }
            }
        }
    }

    private static void refuseChoices(String spec, ModelOptions options) {
        if (options.attention().isPresent()) {
            throw PlumblineException.usage(
                    "--attention is for models that run here from their weights; --model " + spec + " has its own");
        }
        if (options.dtype().isPresent()) {
            throw PlumblineException.usage("--dtype is for models that run here from weights in safetensors; --model "
                    + spec + " has its own");
        }
        if (options.devices().arePicked()) {
            throw PlumblineException.usage("--device " + options.devices().label()
                    + " is for models that run here from weights in safetensors; --model " + spec + " does not");
        }
        if (options.weights() != WeightsForm.AUTO) {
            throw PlumblineException.usage(
                    "--weights is for directories with weights in several forms; --model " + spec + " has one");
        }
    }

    /** Whether the graph, which is taken where nothing is said, may not be able to do what is asked. */
    private static boolean maybeNative(ModelOptions options) {
        return options.attention().isPresent()
                || options.devices().arePicked()
                || (options.devices().first().kind() == DeviceChoice.Kind.AUTO && Libtorch.isOwn(options.libtorch()))
                || options.dtype().filter(type -> type != DtypeChoice.FLOAT32).isPresent();
    }

    private static Model stored(Model model, ModelOptions options) {
        return options.store().isPresent() && model instanceof Encoder encoder
                ? StoredEncoder.over(encoder, options.store().get(), options.progress())
                : model;
    }

    private static Model embedded(String name, ModelOptions options) {
        EmbeddedModel model = EmbeddedModel.named(name);
        // One text a batch gives a quantised graph's text a vector of its own.
        OptionalInt batchTokens = model.quantised() ? OptionalInt.of(1) : options.batchTokens();
        return EmbeddedModels.open(
                model,
                () -> artifacts(options),
                options::publish,
                options.prompts().orElseGet(() -> PromptTable.of(model.prompts())),
                new TextEncoder.Execution(options.threads(), batchTokens, options.batchTexts(), options.progress()));
    }

    /**
     * Writes an embedded model as a directory that can be trained.
     *
     * @param name without {@code embedded:}
     * @param folder must not be there, or be empty
     * @return values in its weights
     * @throws PlumblineException as {@link EmbeddedDirectory#write}, and of kind USAGE if there is no such model
     */
    public static long writeEmbedded(String name, ModelOptions options, Path folder) {
        return EmbeddedDirectory.write(EmbeddedModel.named(name), () -> artifacts(options), folder);
    }

    private static ArtifactFetch artifacts(ModelOptions options) {
        return ArtifactFetch.ofUser(options.offline(), options.progress()::note);
    }

    private static Model precomputed(String file, ModelOptions options) {
        return EmbeddingsFile.open(path(EMBEDDINGS, file), options::publish);
    }

    private static Model bm25(ModelOptions options) {
        return Bm25.open(options::publish, options.threads(), options.progress());
    }

    private static Model random(ModelOptions options) {
        return RandomEncoder.open(options::publish, options.progress());
    }

    private static boolean remote(String spec) {
        return spec.startsWith(HTTP) || spec.startsWith(HTTPS);
    }

    private static Model endpoint(String address, ModelOptions options) {
        return EndpointEncoder.open(
                address,
                options.endpoint().orElseGet(EndpointSettings::defaults),
                options.prompts().orElse(NO_PROMPTS),
                options::publish,
                options.offline(),
                options.progress());
    }

    private static Model directory(String folder, ModelOptions options) {
        return directory(path("", folder), request(options, Optional.empty(), Optional.empty()));
    }

    private static Model directory(Path folder, ModelDirectory.Request request) {
        return CrossEncoderDirectory.isOne(folder)
                ? CrossEncoderDirectory.open(folder, request)
                : RoutedDirectory.open(folder, request);
    }

    /** A snapshot in the hub's cache, opened as any directory is; what is missing of it is fetched. */
    private static Model hub(String name, ModelOptions options) {
        HubModels.Found found = found(name, options);
        return directory(found.folder(), request(options, Optional.of(found.name()), Optional.of(found.commit())));
    }

    /** What a directory is opened with; {@code name} and {@code revision} instead of those of a local one. */
    private static ModelDirectory.Request request(
            ModelOptions options, Optional<String> name, Optional<String> revision) {
        return new ModelDirectory.Request(
                name,
                revision,
                options.weights(),
                options.attention(),
                options.dtype(),
                options.prompts(),
                options.similarity(),
                options.devices(),
                Libtorch.isOwn(options.libtorch()),
                () -> Libtorch.start(
                                CacheFolder.ofEnvironment().nativeLibraries(),
                                options.libtorch(),
                                () -> artifacts(options))
                        .on(options.devices()),
                options::publish,
                new TextEncoder.Execution(
                        options.threads(), options.batchTokens(), options.batchTexts(), options.progress()));
    }

    /** A model's directory in the hub's cache. */
    static HubModels.Found found(String name, ModelOptions options) {
        HubEnvironment environment = HubEnvironment.ofProcess();
        HubModels models = new HubModels(
                environment.cache(),
                options.offline() ? Optional.empty() : Optional.of(Hub.of(environment, options.downloads())));
        try {
            return models.find(name, options.weights(), maybeNative(options));
        } catch (PlumblineException e) {
            String last = name.substring(name.lastIndexOf('/') + 1);
            throw EmbeddedModel.isName(last)
                    ? e.saying(e.getMessage() + "; or take --model embedded:" + last + ", which comes with Plumbline")
                    : e;
        }
    }

    private static Path path(String prefix, String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw PlumblineException.usage("--model " + prefix + file + " is not a path: " + e.getReason());
        }
    }
}
