package dev.plumbline.reports.assemble;

import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.figure.ModelFacts;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultTree;
import dev.plumbline.reports.read.ResultsImport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A model whose results were given.
 *
 * @param figures under a name that is unique among the models given
 * @param revisions whose results they are, at least one
 */
public record GivenModel(ModelFigures figures, List<ModelResults> revisions) {

    private static final int SHOWN_REVISION = 12;

    public GivenModel {
        Objects.requireNonNull(figures, "figures");
        revisions = List.copyOf(revisions);
    }

    public String name() {
        return figures.model();
    }

    /** With samples where it has one revision only; those of several cannot be told apart. */
    Contender contender() {
        return revisions.size() == 1 ? Contender.of(revisions.get(0), name()).with(figures) : Contender.of(figures);
    }

    /**
     * The models of some folders. Revisions of a published model are joined task by task as on mteb's leaderboard; weights of
     * one's own under one name are models of their own.
     *
     * @param tasks whose scores are wanted
     * @param published knows facts of models
     * @param warnings hears of what was passed over, or is odd about a file
     */
    public static List<GivenModel> of(
            List<Path> folders, Set<String> tasks, FigureTable published, Consumer<String> warnings) {
        Map<String, GivenModel> models = new LinkedHashMap<>();
        for (Path folder : folders) {
            ResultTree tree = ResultTree.read(folder);
            tree.unreadable().forEach(problem -> warnings.accept(ResultTree.PASSED_OVER + problem));
            tree.changed().forEach(warnings);
            Map<String, List<ModelResults>> byName = tree.models().stream()
                    // shown as forms of the model's vectors, not as models
                    .filter(model -> model.experiment().isEmpty())
                    .collect(Collectors.groupingBy(ModelResults::name, LinkedHashMap::new, Collectors.toList()));
            Optional<ResultsImport> joined = byName.values().stream().anyMatch(GivenModel::joined)
                    ? Optional.of(ResultsImport.read(folder, tasks, published::facts))
                    : Optional.empty();
            byName.forEach((name, revisions) -> {
                for (GivenModel model : models(name, revisions, joined, published)) {
                    String unique = models.containsKey(model.name()) ? model.name() + " in " + folder : model.name();
                    models.put(unique, new GivenModel(model.figures.named(unique), model.revisions));
                }
            });
        }
        return List.copyOf(models.values());
    }

    private static List<GivenModel> models(
            String name, List<ModelResults> revisions, Optional<ResultsImport> joined, FigureTable published) {
        if (joined(revisions)) {
            Optional<ModelFigures> figures = joined.flatMap(read -> read.models().stream()
                    .filter(model -> model.model().equals(name))
                    .findFirst());
            // Nothing of what is wanted: the model has no place in the report.
            return figures
                    .map(found -> new GivenModel(
                            new ModelFigures(name, facts(published, revisions), found.tasks()), revisions))
                    .stream()
                    .toList();
        }
        List<GivenModel> models = new ArrayList<>();
        for (ModelResults revision : revisions) {
            String shown = revisions.size() == 1 ? name : name + "@" + shown(revision.revision());
            models.add(new GivenModel(
                    new ModelFigures(
                            shown,
                            facts(published, List.of(revision)),
                            revision.figures().tasks()),
                    List.of(revision)));
        }
        return models;
    }

    private static boolean joined(List<ModelResults> revisions) {
        return revisions.size() > 1
                && revisions.stream()
                        .noneMatch(revision -> revision.revision().startsWith("local-")
                                || revision.revision().startsWith("embedded-"));
    }

    /** What the model's own description says, before what is known of the published model. */
    private static ModelFacts facts(FigureTable published, List<ModelResults> revisions) {
        Map<String, String> facts =
                new LinkedHashMap<>(published.facts(revisions.get(0).name()).values());
        revisions.forEach(revision -> revision.folder()
                .map(folder -> DescribedModel.read(folder).values())
                .ifPresent(facts::putAll));
        return new ModelFacts(facts);
    }

    private static String shown(String revision) {
        return revision.length() <= SHOWN_REVISION ? revision : revision.substring(0, SHOWN_REVISION);
    }
}
