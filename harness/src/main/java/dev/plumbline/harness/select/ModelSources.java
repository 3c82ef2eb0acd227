package dev.plumbline.harness.select;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultTree;
import dev.plumbline.tasks.perturb.Perturbation;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where models to compare are found: folders of results, files of figures, and the published figures. */
public final class ModelSources {

    private static final String PUBLISHED = "published:";

    private final Map<String, ModelResults> results = new LinkedHashMap<>();
    private final Map<String, ModelFigures> figures = new LinkedHashMap<>();
    private final Consumer<String> warnings;
    private @Nullable FigureTable published;

    private static final int MOST_NEAR = 3;
    private static final int FEWEST_LETTERS = 4;

    /** @param warnings hears of what was passed over, or is odd about a file */
    public ModelSources(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * Adds the models of a folder of results.
     *
     * @return what they are called in the folder, to what they are called here
     */
    public Map<String, String> addFolder(Path folder) {
        ResultTree tree = ResultTree.read(folder);
        tree.unreadable().forEach(problem -> warnings.accept(ResultTree.PASSED_OVER + problem));
        tree.changed().forEach(warnings);
        List<String> labels = tree.labels();
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            String unique = results.containsKey(labels.get(i)) ? labels.get(i) + " in " + folder : labels.get(i);
            results.put(unique, tree.models().get(i));
            names.put(labels.get(i), unique);
        }
        return names;
    }

    /** The folder of a model's results, where it has one. */
    public Optional<Path> folder(String name) {
        return Optional.ofNullable(results.get(name)).flatMap(ModelResults::folder);
    }

    /** Adds the models of a file of figures. */
    public void addFigures(Path file) {
        FigureTable.read(file).models().forEach(model -> figures.put(model.model(), model));
    }

    /** Adds the published figures; a model that is there already keeps its own. */
    public void addPublished() {
        published().models().forEach(model -> figures.putIfAbsent(model.model(), model));
    }

    public FigureTable published() {
        if (published == null) {
            published = FigureTable.published();
        }
        return published;
    }

    /** Every model added so far, results before figures of the same name; what was asked changed texts is no model. */
    public List<ModelFigures> all() {
        Map<String, ModelFigures> all = new LinkedHashMap<>();
        results.forEach((name, model) -> {
            if (!isPerturbed(model)) {
                all.put(name, model.figures().named(name));
            }
        });
        figures.forEach(all::putIfAbsent);
        return List.copyOf(all.values());
    }

    /** The only two models of the folders, for a comparison that names none. */
    public List<Contender> onlyTwo() {
        List<String> names = withoutExperiments(List.copyOf(results.keySet()));
        if (names.size() != 2) {
            throw PlumblineException.usage("name the two models to compare; there are " + results.size() + ": "
                    + String.join(", ", results.keySet()));
        }
        return names.stream()
                .map(name -> Contender.of(known(results, name), name))
                .toList();
    }

    /**
     * One model.
     *
     * @param text a folder that holds one model's results, the name of a model in the folders and files added, or {@code
     *     published:NAME}; of a name the end is enough where it is the only one
     * @throws PlumblineException of kind USAGE if there is none, or several
     */
    public Contender find(String text) {
        if (text.startsWith(PUBLISHED)) {
            return Contender.of(published(text.substring(PUBLISHED.length()), published()));
        }
        Optional<Path> folder = path(text).filter(Files::isDirectory);
        if (folder.isPresent()) {
            return inFolder(folder.get(), Optional.empty());
        }
        Map<String, ModelFigures> known = new LinkedHashMap<>();
        all().forEach(model -> known.put(model.model(), model));
        byName(published().models()).forEach(known::putIfAbsent);
        ModelFigures found = oneOf(text, known, "known");
        ModelResults own = results.get(found.model());
        return own == null ? Contender.of(found) : Contender.of(own, found.model());
    }

    /** The same; of a folder that holds several models the one of that name. */
    public Contender find(String text, Optional<String> model) {
        return path(text)
                .filter(Files::isDirectory)
                .map(folder -> inFolder(folder, model))
                .orElseGet(() -> find(text));
    }

    /** What the text names if it names a file or folder; {@code published:NAME}, and what no system takes as a path, does not. */
    public static Optional<Path> path(String text) {
        try {
            return text.startsWith(PUBLISHED) ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * A model's published figures.
     *
     * @throws PlumblineException of kind USAGE if there are none
     */
    public static ModelFigures published(String model) {
        return published(model, FigureTable.published());
    }

    private static ModelFigures published(String model, FigureTable table) {
        return oneOf(model, byName(table.models()), "published");
    }

    /** The model of a folder, named where there are several. */
    public Contender inFolder(Path folder, Optional<String> model) {
        Map<String, String> names = addFolder(folder);
        if (names.isEmpty()) {
            throw PlumblineException.result("no results in " + folder);
        }
        // Two folders may hold results of one model; the comparison must tell them apart.
        if (model.isPresent()) {
            String name = known(names, nameOf(model.get(), names.keySet(), "in " + folder));
            return Contender.of(known(results, name), name);
        }
        List<String> own = withoutExperiments(List.copyOf(names.values()));
        if (own.size() > 1) {
            throw PlumblineException.usage(
                    folder + " has results of several models; name one of " + String.join(", ", names.keySet()));
        }
        return Contender.of(known(results, own.get(0)), own.get(0));
    }

    /** Scores of changed queries stand beside a model's own, never among those of models. */
    private static boolean isPerturbed(ModelResults model) {
        return model.experiment()
                .filter(name -> name.startsWith(Perturbation.SETTING) || name.contains("__" + Perturbation.SETTING))
                .isPresent();
    }

    /** Where nobody says otherwise a model is meant with its own settings, if it has results with them. */
    private List<String> withoutExperiments(List<String> names) {
        List<String> own = names.stream()
                .filter(name -> known(results, name).experiment().isEmpty())
                .toList();
        return own.isEmpty() ? names : own;
    }

    private static Map<String, ModelFigures> byName(List<ModelFigures> models) {
        Map<String, ModelFigures> byName = new LinkedHashMap<>();
        models.forEach(model -> byName.put(model.model(), model));
        return byName;
    }

    private static ModelFigures oneOf(String text, Map<String, ModelFigures> models, String where) {
        return known(models, nameOf(text, models.keySet(), where));
    }

    /** What is there under a name that was taken from the map's own. */
    private static <V> V known(Map<String, V> map, String name) {
        V value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not among " + map.keySet());
        }
        return value;
    }

    private static String nameOf(String text, Iterable<String> names, String where) {
        String wanted = text.toLowerCase(Locale.ROOT);
        List<String> ends = new ArrayList<>();
        for (String name : names) {
            if (name.equals(text)) {
                return name;
            }
            String known = name.toLowerCase(Locale.ROOT);
            if (known.equals(wanted) || known.endsWith("/" + wanted)) {
                ends.add(name);
            }
        }
        if (ends.size() == 1) {
            return ends.get(0);
        }
        List<String> all = new ArrayList<>();
        names.forEach(all::add);
        throw PlumblineException.usage(
                ends.isEmpty()
                        ? "no model \"" + text + "\" " + where + near(wanted, names)
                                + "; name a folder of results, a model in --results, or published:NAME"
                        : "\"" + text + "\" may be " + String.join(" or ", ends));
    }

    /** Names that may be meant, with or without their owner; nothing where none is near. */
    private static String near(String wanted, Iterable<String> names) {
        List<String> near = new ArrayList<>();
        if (wanted.length() < FEWEST_LETTERS) {
            // anything would be near
            return "";
        }
        for (String name : names) {
            String end = name.substring(name.indexOf('/') + 1);
            if (near.size() < MOST_NEAR && (NearestNames.areNear(wanted, name) || NearestNames.areNear(wanted, end))) {
                near.add(name);
            }
        }
        return near.isEmpty() ? "" : "; near: " + String.join(", ", near);
    }
}
