package dev.plumbline.trainer.loop;

import dev.plumbline.ground.HomePath;
import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.models.directory.TrainingTokenizer;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.rows.BatchSampler;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.SoupStage;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a run can begin: what its files say is held against each other before the first step, for every stage, so that no
 * later stage ends what an earlier one took hours for. Looks at no weights.
 */
public final class TrainingChecks {

    private static final Pattern WEIGHTS = Pattern.compile(".*\\.(safetensors|bin)(\\.index\\.json)?");

    private final TrainingSettings settings;
    private final Path network;
    private final Path work;

    /**
     * The checks of a run.
     *
     * @param network directory with config.json and tokenizer.json
     * @param work folder that indexes of the data are kept in, which the run takes over
     */
    public TrainingChecks(TrainingSettings settings, Path network, Path work) {
        this.settings = settings;
        this.network = network;
        this.work = work;
    }

    /**
     * Looks at everything.
     *
     * @param scored names of the tasks of the evaluation, empty if there is none
     * @param only this stage alone, if there is one
     * @param warnings told of what is odd
     * @throws PlumblineException of kind USAGE, DATA or MODEL, with what is wrong and what to do
     */
    public void require(Set<String> scored, Optional<String> only, Consumer<String> warnings) {
        only.ifPresent(this::requireStage);
        if (Files.isDirectory(HomePath.in(settings.folder(), settings.start().network()))) {
            // of a network on the hub the description alone is here
            InitialNetwork.requirePooling(settings.start(), network);
            if (!settings.start().random() && !hasWeights(network)) {
                throw SettingsFile.read(settings.file())
                        .wrong("network", "names " + network + ", which has no weights; weights: random draws them");
            }
        }
        TransformerConfig config = TransformerConfig.read(network.resolve("config.json"));
        settings.start().attention().ifPresent(config::check);
        requireVocabulary(config, warnings);
        TrainedParameters.head(network).ifPresent(head -> TrainedNetwork.checkHead(network, head));
        AdapterChains.refuse(settings, network);
        SettingsFile file = SettingsFile.read(settings.file());
        List<StageSettings> stages = settings.stages();
        for (int i = 0; i < stages.size(); i++) {
            if (only.map(stages.get(i).name()::equals).orElse(true)) {
                requireWeights(stages, i, file);
            }
        }
        new SoupNetworks(settings, network, this::local).require(only);
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i) instanceof OptimisedStage stage
                    && only.map(stage.name()::equals).orElse(true)) {
                requireWidths(stage, config, file, "stages[" + i + "].matryoshka_dims");
                stage.rhythm().best().ifPresent(score -> StageCheckpoints.requireScore(stage.name(), score, scored));
                requireTrained(
                        stage, config, file, "stages[" + i + (stage.lora().isPresent() ? "].lora" : "].freeze"));
                requireSignal(stage, file, "stages[" + i + "].data");
            }
        }
    }

    /** Of a network on the hub nothing need be here yet. */
    private Optional<Path> local(String name) {
        return Optional.of(HomePath.in(settings.folder(), name)).filter(Files::isDirectory);
    }

    /** What a stage begins with, or blends, is an earlier stage or has weights. */
    private void requireWeights(List<StageSettings> stages, int number, SettingsFile file) {
        StageSettings stage = stages.get(number);
        List<String> names = stage instanceof OptimisedStage optimised
                ? optimised.from().stream().toList()
                : stage instanceof SoupStage soup ? soup.of() : List.of();
        for (String name : names) {
            boolean earlier =
                    stages.stream().anyMatch(other -> name.equals(other.name()) || name.startsWith(other.name() + "/"));
            Optional<Path> folder = local(name).filter(each -> !earlier && !hasWeights(each));
            if (folder.isPresent()) {
                throw file.wrong(
                        "stages[" + number + "]." + (stage instanceof SoupStage ? "of" : "from"),
                        "names " + folder.get()
                                + ", which has no weights; name a model's directory or an earlier stage");
            }
        }
    }

    private static boolean hasWeights(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(
                    file -> WEIGHTS.matcher(file.getFileName().toString()).matches());
        } catch (IOException e) {
            throw PlumblineException.model(folder + " cannot be read: " + e, e);
        }
    }

    private void requireStage(String name) {
        List<String> names = settings.stages().stream().map(StageSettings::name).toList();
        if (!names.contains(name)) {
            throw PlumblineException.usage("there is no stage '" + name + "' in " + settings.file() + "; nearest: "
                    + String.join(", ", NearestNames.of(name, names)));
        }
    }

    private void requireWidths(OptimisedStage stage, TransformerConfig config, SettingsFile file, String way) {
        int whole = TrainedParameters.head(network)
                .map(head -> head.width(config.width()))
                .orElse(config.width());
        for (int width : stage.objective().matryoshka().dimensions()) {
            if (width > whole) {
                throw file.wrong(
                        way,
                        "must be at most " + whole + ", the width of the network's vectors, not " + width
                                + "; leave out what is wider");
            }
        }
    }

    private void requireVocabulary(TransformerConfig config, Consumer<String> warnings) {
        TrainingTokenizer.Ids ids = TrainingTokenizer.ids(network);
        if (ids.vocabulary() >= config.vocabulary()) {
            throw PlumblineException.model(network.resolve("tokenizer.json") + " has token ids up to "
                    + ids.vocabulary()
                    + ", and the network has " + config.vocabulary()
                    + " tokens (vocab_size in config.json): the tokenizer belongs to another network. Put that of this"
                    + " network there, or set vocab_size to " + (ids.vocabulary() + 1) + " where weights are random");
        }
        if (ids.added() >= config.vocabulary()) {
            warnings.accept(network.resolve("tokenizer.json") + " adds tokens with ids up to " + ids.added()
                    + ", and the network has " + config.vocabulary()
                    + " tokens (vocab_size in config.json): a text that has one of them ends the run");
        }
    }

    private void requireTrained(OptimisedStage stage, TransformerConfig config, SettingsFile file, String way) {
        try {
            TrainedParameters.of(stage, network, config);
        } catch (PlumblineException e) {
            throw file.located(way, e);
        }
    }

    /** Rows left out are told of where they are trained on. */
    private void requireSignal(OptimisedStage stage, SettingsFile file, String way) {
        try (BatchSampler sampler = BatchSampler.open(stage.data(), settings.seed(), work, warning -> {})) {
            if (stage.teacher().isEmpty()) {
                LearningSignal.requireTeacher(stage, sampler, warning -> {});
            }
            LearningSignal.require(stage, sampler);
        } catch (PlumblineException e) {
            throw file.located(way, e);
        }
    }
}
