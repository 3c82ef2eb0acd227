package dev.plumbline.reports.figure;

import dev.plumbline.reports.aggregate.ModelScores;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The figures of one model.
 *
 * @param model its name, unique among those it is compared with
 * @param facts what is known of it
 * @param tasks task to its figures, one per split and subset
 */
public record ModelFigures(String model, ModelFacts facts, Map<String, List<Figure>> tasks) {
    public ModelFigures {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(facts, "facts");
        Map<String, List<Figure>> copy = new LinkedHashMap<>();
        tasks.forEach((task, figures) -> copy.put(task, List.copyOf(figures)));
        tasks = Collections.unmodifiableMap(copy);
    }

    /** The figure of one subset of one split. */
    public Optional<Figure> figure(String task, String split, String subset) {
        return tasks.getOrDefault(task, List.of()).stream()
                .filter(figure ->
                        figure.split().equals(split) && figure.subset().equals(subset))
                .findFirst();
    }

    /** The same figures under another name. */
    public ModelFigures named(String name) {
        return new ModelFigures(name, facts, tasks);
    }

    /** The scores alone. */
    public ModelScores scores() {
        Map<String, Map<String, Map<String, Double>>> scores = new LinkedHashMap<>();
        tasks.forEach((task, figures) -> {
            Map<String, Map<String, Double>> splits = new LinkedHashMap<>();
            figures.forEach(figure -> splits.computeIfAbsent(figure.split(), split -> new LinkedHashMap<>())
                    .put(figure.subset(), figure.score()));
            scores.put(task, splits);
        });
        return new ModelScores(model, scores);
    }
}
