package dev.plumbline.harness.cli;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Where a command finds models: folders of results, files of figures, and the published figures. */
final class ModelSources {

    private static final String PUBLISHED = "published:";
    private static final int SHOWN_REVISION = 12;

    private final Map<String, ModelResults> results = new LinkedHashMap<>();
    private final Map<String, ModelFigures> figures = new LinkedHashMap<>();
    private final Consumer<String> warnings;
    private FigureTable published;

    /** @param warnings hears of what was passed over */
    ModelSources(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * Adds the models of a folder of results.
     *
     * @return what they are called here
     */
    List<String> addFolder(Path folder) {
        ResultTree tree = ResultTree.read(folder);
        tree.unreadable().forEach(problem -> warnings.accept("passed over: " + problem));
        Map<String, Long> revisions =
                tree.models().stream().collect(Collectors.groupingBy(ModelResults::name, Collectors.counting()));
        List<String> names = new ArrayList<>();
        for (ModelResults model : tree.models()) {
            String name =
                    revisions.get(model.name()) == 1 ? model.name() : model.name() + "@" + shown(model.revision());
            String unique = results.containsKey(name) ? name + " in " + folder : name;
            results.put(unique, model);
            names.add(unique);
        }
        return names;
    }

    /** Adds the models of a file of figures. */
    void addFigures(Path file) {
        FigureTable.read(file).models().forEach(model -> figures.put(model.model(), model));
    }

    /** Adds the published figures; a model that is there already keeps its own. */
    void addPublished() {
        published().models().forEach(model -> figures.putIfAbsent(model.model(), model));
    }

    FigureTable published() {
        if (published == null) {
            published = FigureTable.published();
        }
        return published;
    }

    /** Every model added so far, results before figures of the same name. */
    List<ModelFigures> all() {
        Map<String, ModelFigures> all = new LinkedHashMap<>();
        results.forEach((name, model) -> all.put(name, model.figures().named(name)));
        figures.forEach(all::putIfAbsent);
        return List.copyOf(all.values());
    }

    /** The only two models of the folders, for a comparison that names none. */
    List<Contender> onlyTwo() {
        if (results.size() != 2) {
            throw PlumblineException.usage("name the two models to compare; there are " + results.size() + ": "
                    + String.join(", ", results.keySet()));
        }
        return results.entrySet().stream()
                .map(entry -> Contender.of(entry.getValue(), entry.getKey()))
                .toList();
    }

    /**
     * One model.
     *
     * @param text a folder that holds one model's results, the name of a model in the folders and files added, or {@code
     *     published:NAME}; of a name the end is enough where it is the only one
     * @throws PlumblineException of kind USAGE if there is none, or several
     */
    Contender find(String text) {
        if (text.startsWith(PUBLISHED)) {
            return Contender.of(
                    oneOf(text.substring(PUBLISHED.length()), byName(published().models()), "published"));
        }
        if (Files.isDirectory(Path.of(text))) {
            return inFolder(Path.of(text), Optional.empty());
        }
        Map<String, ModelFigures> known = new LinkedHashMap<>();
        all().forEach(model -> known.put(model.model(), model));
        byName(published().models()).forEach(known::putIfAbsent);
        ModelFigures found = oneOf(text, known, "known");
        ModelResults own = results.get(found.model());
        return own == null ? Contender.of(found) : Contender.of(own, found.model());
    }

    /** The model of a folder, named where there are several. */
    Contender inFolder(Path folder, Optional<String> model) {
        List<String> names = addFolder(folder);
        if (names.isEmpty()) {
            throw PlumblineException.result("no results in " + folder);
        }
        if (model.isEmpty() && names.size() > 1) {
            throw PlumblineException.usage(
                    folder + " has results of several models; name one of " + String.join(", ", names));
        }
        Map<String, ModelResults> there = new LinkedHashMap<>();
        names.forEach(name -> there.put(name, results.get(name)));
        String name = model.isEmpty() ? names.get(0) : nameOf(model.get(), there.keySet(), "in " + folder);
        // Two folders may hold results of one model; the comparison must tell them apart.
        return Contender.of(there.get(name), name);
    }

    private static Map<String, ModelFigures> byName(List<ModelFigures> models) {
        Map<String, ModelFigures> byName = new LinkedHashMap<>();
        models.forEach(model -> byName.put(model.model(), model));
        return byName;
    }

    private static ModelFigures oneOf(String text, Map<String, ModelFigures> models, String where) {
        return models.get(nameOf(text, models.keySet(), where));
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
        throw PlumblineException.usage(
                ends.isEmpty()
                        ? "no model \"" + text + "\" " + where + "; name a folder of results, a model in --results, or "
                                + "published:NAME"
                        : "\"" + text + "\" may be " + String.join(" or ", ends));
    }

    private static String shown(String revision) {
        return revision.length() <= SHOWN_REVISION ? revision : revision.substring(0, SHOWN_REVISION);
    }
}
