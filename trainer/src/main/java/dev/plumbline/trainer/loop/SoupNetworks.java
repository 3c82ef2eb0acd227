package dev.plumbline.trainer.loop;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.text.HeadTensors;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.models.transformer.Weights;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.Origin;
import dev.plumbline.trainer.stage.SoupStage;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Whether the members of each soup are networks of one kind. Stages keep the kind that they begin with, so that this is known
 * before the first step.
 */
final class SoupNetworks {

    private final TrainingSettings settings;
    private final Path start;
    private final Function<String, Optional<Path>> directories;

    /** What a folder holds, as far as members must be alike. */
    private record Kind(Path folder, Map<String, List<Long>> parameters, Optional<SentenceHead> head) {}

    /**
     * The soups of a run.
     *
     * @param start folder of the network before the first stage
     * @param directories folders by the names that are no stages', empty where that is not known yet
     */
    SoupNetworks(TrainingSettings settings, Path start, Function<String, Optional<Path>> directories) {
        this.settings = settings;
        this.start = start;
        this.directories = directories;
    }

    /**
     * Holds all members of a soup to its first.
     *
     * @param only this stage alone, if there is one
     * @throws PlumblineException of kind MODEL if two are of different networks, or one's weights are not its network's
     */
    void require(Optional<String> only) {
        List<StageSettings> stages = settings.stages();
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i) instanceof SoupStage soup
                    && only.map(soup.name()::equals).orElse(true)) {
                require(soup, i);
            }
        }
    }

    private void require(SoupStage soup, int number) {
        Kind first = null;
        for (String member : soup.of()) {
            Optional<Path> folder = folder(member, number);
            if (folder.isEmpty()) {
                continue;
            }
            Kind kind = kind(folder.get());
            if (first == null) {
                first = kind;
            } else {
                compare(soup, first, kind);
            }
            if (!folder.get().equals(start)) {
                // names and shapes alone are read
                Weights.open(folder.get(), TransformerConfig.read(folder.get().resolve(NetworkFiles.CONFIG)))
                        .close();
            }
        }
    }

    /** Where a name's network is described: for a stage, where the one is that it begins with. */
    private Optional<Path> folder(String name, int before) {
        String stage = Origin.of(name).stage();
        for (int i = 0; i < before; i++) {
            if (settings.stages().get(i).name().equals(stage)) {
                return begin(i);
            }
        }
        return directories.apply(name);
    }

    private Optional<Path> begin(int number) {
        StageSettings stage = settings.stages().get(number);
        if (stage instanceof SoupStage soup) {
            return folder(soup.of().get(0), number);
        }
        Optional<String> from = ((OptimisedStage) stage).from();
        if (from.isPresent()) {
            return folder(from.get(), number);
        }
        return number == 0 ? Optional.of(start) : begin(number - 1);
    }

    private Kind kind(Path folder) {
        TransformerConfig config = TransformerConfig.read(folder.resolve(NetworkFiles.CONFIG));
        Map<String, List<Long>> parameters = new TreeMap<>();
        for (ParameterSpec parameter : config.parameters()) {
            parameters.put(parameter.name(), parameter.shape());
        }
        Optional<SentenceHead> head = DirectoryContent.isWhole(folder)
                ? Optional.of(DirectoryContent.of(folder).head())
                : settings.start().pooling().map(pooling -> SentenceHead.of(pooling, true));
        return new Kind(folder, parameters, head);
    }

    private static void compare(SoupStage soup, Kind first, Kind other) {
        String place = "stage " + soup.name() + " blends " + first.folder() + " and " + other.folder()
                + ", which are not of one network: ";
        for (Map.Entry<String, List<Long>> parameter : first.parameters().entrySet()) {
            List<Long> shape = other.parameters().get(parameter.getKey());
            if (!parameter.getValue().equals(shape)) {
                throw PlumblineException.model(place + "'" + parameter.getKey() + "' is " + parameter.getValue()
                        + " in the one and " + (shape == null ? "missing" : shape) + " in the other");
            }
        }
        if (other.parameters().size() > first.parameters().size()) {
            throw PlumblineException.model(place + "the second has more layers");
        }
        if (first.head().isPresent()
                && other.head().isPresent()
                && !HeadTensors.alike(first.head().get(), other.head().get())) {
            throw PlumblineException.model(place + "after the network comes "
                    + first.head().get().label() + " in the one and "
                    + other.head().get().label() + " in the other");
        }
    }
}
