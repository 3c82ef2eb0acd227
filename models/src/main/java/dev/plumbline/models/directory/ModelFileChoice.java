package dev.plumbline.models.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.RepositoryId;
import dev.plumbline.models.safetensors.Checkpoint;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which files of a model's repository make a directory that can be opened: configuration, tokenizer and one form of the
 * weights. Pickled weights only where there are no others, and of them tensors alone are read.
 */
final class ModelFileChoice {

    static final String MODULES = "modules.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> VOCABULARIES = Set.of("vocab.txt", "merges.txt");
    private static final Pattern SHARD = Pattern.compile("model-[0-9]{5}-of-[0-9]{5}\\.safetensors");
    private static final Pattern TORCH_SHARD = Pattern.compile("pytorch_model-[0-9]{5}-of-[0-9]{5}\\.bin");
    private static final String SINGLE = Checkpoint.SINGLE;
    private static final String INDEX = Checkpoint.INDEX;
    private static final Set<String> INDEXES = Set.of(Checkpoint.INDEX, Checkpoint.TORCH_INDEX);

    private final RepositoryId id;
    private final Set<String> paths;
    private final String transformer;
    private final Set<String> others;
    /** Folders of Routers, whose modules lie below. */
    private final Set<String> routers;

    private ModelFileChoice(
            RepositoryId id, Collection<String> paths, String transformer, Set<String> others, Set<String> routers) {
        this.routers = routers;
        this.id = id;
        this.paths = new TreeSet<>(paths);
        this.transformer = transformer;
        this.others = others;
    }

    /**
     * Reads where the modules are.
     *
     * @param paths every file of the repository
     * @param modules the text of modules.json, if it has one
     * @throws PlumblineException of kind MODEL if that is no list of modules
     */
    static ModelFileChoice of(RepositoryId id, Collection<String> paths, Optional<String> modules) {
        if (modules.isEmpty()) {
            return new ModelFileChoice(id, paths, "", Set.of(), Set.of());
        }
        JsonNode list;
        try {
            list = JSON.readTree(modules.get());
        } catch (JsonProcessingException e) {
            throw PlumblineException.model(id + ": " + MODULES + " is not JSON: " + JsonObjection.of(e), e);
        }
        Set<String> folders = new LinkedHashSet<>();
        Set<String> routers = new LinkedHashSet<>();
        list.forEach(module -> {
            String folder = folder(module.path("path").asText());
            folders.add(folder);
            if (module.path("type").asText().endsWith(".Router")) {
                routers.add(folder);
            }
        });
        if (folders.isEmpty()) {
            throw PlumblineException.model(id + ": " + MODULES + " lists no module");
        }
        String first = folders.iterator().next();
        folders.remove(first);
        return new ModelFileChoice(id, paths, first, folders, routers);
    }

    private static String folder(String path) {
        String plain = path.replaceAll("/+$", "");
        return plain.isEmpty() || plain.equals(".") ? "" : plain + "/";
    }

    /**
     * The files, in order.
     *
     * @param form AUTO for the graph where there is one
     * @param alsoNative weights in safetensors as well, where AUTO may decide for them
     * @throws PlumblineException of kind MODEL if there are no such weights
     */
    Set<String> files(WeightsForm form, boolean alsoNative) {
        Set<String> chosen = new LinkedHashSet<>();
        directlyIn("")
                .filter(path -> path.endsWith(".json") && !INDEXES.contains(path))
                .forEach(chosen::add);
        directlyIn(transformer).filter(this::isConfiguration).forEach(chosen::add);
        others.forEach(folder -> directlyIn(folder)
                .filter(path -> path.endsWith(".json") || isModuleWeights(folder, name(path)))
                .forEach(chosen::add));
        routers.forEach(folder -> paths.stream()
                .filter(path -> path.startsWith(folder) && belongsToRoute(path))
                .forEach(chosen::add));
        if (routers.contains(transformer)) {
            return chosen;
        }
        Set<String> graph = graph();
        Set<String> checkpoint = checkpoint();
        if ((form == WeightsForm.ONNX && graph.isEmpty())
                || (form == WeightsForm.NATIVE && checkpoint.isEmpty())
                || (graph.isEmpty() && checkpoint.isEmpty())) {
            throw noWeights(form);
        }
        boolean takesGraph = form == WeightsForm.ONNX || (form == WeightsForm.AUTO && !graph.isEmpty());
        if (takesGraph) {
            chosen.addAll(graph);
        }
        if (!takesGraph || (form == WeightsForm.AUTO && alsoNative)) {
            chosen.addAll(checkpoint);
        }
        return chosen;
    }

    private boolean isModuleWeights(String folder, String name) {
        return name.equals(SINGLE) || (name.equals(Checkpoint.TORCH) && !paths.contains(folder + SINGLE));
    }

    /** Whatever a module may need; which modules there are is not known before the Router's file is here. */
    private boolean belongsToRoute(String path) {
        String name = name(path);
        String folder = path.substring(0, path.length() - name.length());
        boolean pickled = name.equals(Checkpoint.TORCH) && !paths.contains(folder + SINGLE);
        return name.endsWith(".json")
                || VOCABULARIES.contains(name)
                || name.endsWith(".model")
                || name.equals(SINGLE)
                || SHARD.matcher(name).matches()
                || pickled;
    }

    private boolean isConfiguration(String path) {
        String name = name(path);
        boolean json = name.endsWith(".json") && !INDEXES.contains(name);
        boolean pieces = name.endsWith(".model") && !paths.contains(transformer + "tokenizer.json");
        return json || pieces || VOCABULARIES.contains(name);
    }

    /** The graph that {@code models.directory} takes, and the files its tensors lie in. */
    private Set<String> graph() {
        Optional<String> graph = Stream.of(
                        transformer + "onnx/model.onnx", transformer + "model.onnx", "onnx/model.onnx", "model.onnx")
                .filter(paths::contains)
                .findFirst();
        Set<String> files = new LinkedHashSet<>();
        graph.ifPresent(path -> paths.stream()
                .filter(other ->
                        other.equals(path) || other.startsWith(path + "_data") || other.startsWith(path + ".data"))
                .forEach(files::add));
        return files;
    }

    private Set<String> checkpoint() {
        Set<String> safe = checkpoint(SINGLE, INDEX, SHARD);
        return safe.isEmpty() ? checkpoint(Checkpoint.TORCH, Checkpoint.TORCH_INDEX, TORCH_SHARD) : safe;
    }

    private Set<String> checkpoint(String single, String index, Pattern shard) {
        if (paths.contains(transformer + single)) {
            return Set.of(transformer + single);
        }
        Set<String> files = new LinkedHashSet<>();
        if (paths.contains(transformer + index)) {
            files.add(transformer + index);
            directlyIn(transformer)
                    .filter(path -> shard.matcher(name(path)).matches())
                    .forEach(files::add);
        }
        return files;
    }

    private PlumblineException noWeights(WeightsForm form) {
        String wanted =
                switch (form) {
                    case ONNX -> "no onnx/model.onnx, which --weights onnx asks for";
                    case NATIVE -> "no " + SINGLE + ", which --weights native asks for";
                    case AUTO -> "no weights that can be read, neither " + SINGLE + " nor onnx/model.onnx";
                };
        boolean pickled = paths.stream().anyMatch(path -> path.endsWith(".bin") || path.endsWith(".pt"));
        return PlumblineException.model(id + " has " + wanted
                + (pickled ? "; of pickled weights only " + Checkpoint.TORCH + " and its shards are read" : ""));
    }

    private Stream<String> directlyIn(String folder) {
        return paths.stream().filter(path -> path.startsWith(folder) && path.indexOf('/', folder.length()) < 0);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
