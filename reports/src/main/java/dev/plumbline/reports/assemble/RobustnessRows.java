package dev.plumbline.reports.assemble;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.ChangeComparison;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultFacts;
import dev.plumbline.reports.read.ResultTree;
import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.Robustness;
import dev.plumbline.reports.report.RobustnessDifference;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.perturb.Perturbation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares results of texts as they are with those of changed ones, sample by sample where both have samples. */
public final class RobustnessRows {

    private static final String PERTURBED = "perturbed";

    private static final String SETTING = Perturbation.SETTING;

    private final Manifest manifest;
    private final Resampling resampling;

    public RobustnessRows(Manifest manifest, Resampling resampling) {
        this.manifest = manifest;
        this.resampling = resampling;
    }

    /**
     * The rows of the tasks that both folders have a result of; empty if there is none.
     *
     * @param plain folder of the results of texts as they are
     * @param changed folder of those of changed ones
     * @throws dev.plumbline.ground.PlumblineException of kind RESULT if what lies there is damaged
     */
    public Optional<Robustness> of(
            String model, String perturbation, List<ComparedTask> tasks, Path plain, Path changed) {
        Optional<ModelResults> first = results(plain);
        Optional<ModelResults> second = results(changed);
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        Contender before = Contender.of(first.get(), model);
        Contender after = Contender.of(second.get(), model + ", " + perturbation);
        Map<String, String> unlike = unlike(plain, changed);
        List<ComparedTask> both = tasks.stream()
                .filter(task -> first.get().tasks().containsKey(task.name())
                        && second.get().tasks().containsKey(task.name()))
                .toList();
        List<ComparedTask> alike =
                both.stream().filter(task -> !unlike.containsKey(task.name())).toList();
        if (both.isEmpty()) {
            return Optional.empty();
        }
        DifferenceRows rows = new DifferenceRows(resampling);
        Differences found = rows.of(manifest, alike, before, after, true);
        Map<String, Differences.Row> byName = new LinkedHashMap<>();
        found.tasks().forEach(row -> byName.put(row.name(), row));
        List<Differences.Row> all = new ArrayList<>();
        for (ComparedTask task : both) {
            Differences.Row row = byName.get(task.name());
            all.add(row != null ? row : unlike(task, unlike.getOrDefault(task.name(), "")));
        }
        return Optional.of(new Robustness(model, perturbation, found.overall(), all));
    }

    /**
     * Folders of one model's results.
     *
     * @param plain asked texts as they are
     * @param changed asked changed ones
     */
    public record Asked(String model, Path plain, Path changed) {}

    /**
     * How much more or less the candidate loses than the baseline, on the tasks that both were scored on both ways and with the
     * same; empty if there is none.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind RESULT if what lies there is damaged
     */
    public Optional<RobustnessDifference> compared(
            String perturbation, List<ComparedTask> tasks, Asked baseline, Asked candidate) {
        Optional<ChangeComparison.Asked> first = asked(baseline);
        Optional<ChangeComparison.Asked> second = asked(candidate);
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> unlike = new LinkedHashMap<>(unlike(baseline.plain(), baseline.changed()));
        unlike.putAll(unlike(candidate.plain(), candidate.changed()));
        List<ComparedTask> alike = tasks.stream()
                .filter(task -> !unlike.containsKey(task.name()))
                .filter(task -> Stream.of(first.get(), second.get())
                        .flatMap(asked -> Stream.of(asked.plain(), asked.changed()))
                        .allMatch(side -> side.figures().tasks().containsKey(task.name())))
                .toList();
        if (alike.isEmpty()) {
            return Optional.empty();
        }
        ChangeComparison comparison = new ChangeComparison(manifest, resampling);
        Differences rows = new DifferenceRows(resampling)
                .of(
                        new Comparison(
                                baseline.model(),
                                candidate.model(),
                                alike.stream()
                                        .map(task -> comparison.of(task, first.get(), second.get()))
                                        .toList()),
                        true);
        return Optional.of(new RobustnessDifference(
                perturbation, baseline.model(), candidate.model(), rows.overall(), rows.tasks()));
    }

    private static Optional<ChangeComparison.Asked> asked(Asked folders) {
        return results(folders.plain())
                .flatMap(plain -> results(folders.changed())
                        .map(changed -> new ChangeComparison.Asked(
                                Contender.of(plain, folders.model()), Contender.of(changed, folders.model()))));
    }

    private static Optional<ModelResults> results(Path folder) {
        return ResultTree.ofRevision(folder).models().stream().findFirst();
    }

    /** By task how the two were made, if not with the same: other prompts or weights would pass for a drop. */
    private static Map<String, String> unlike(Path plain, Path changed) {
        Map<String, JsonNode> first = ResultFacts.runs(plain);
        Map<String, String> unlike = new LinkedHashMap<>();
        ResultFacts.runs(changed).forEach((task, run) -> {
            JsonNode after = run.path("made_with");
            JsonNode before = first.containsKey(task) ? first.get(task).path("made_with") : after;
            TreeSet<String> names = new TreeSet<>();
            after.fieldNames().forEachRemaining(names::add);
            before.fieldNames().forEachRemaining(names::add);
            names.remove(PERTURBED);
            String differing = names.stream()
                    .filter(name -> (before.has(name) && after.has(name))
                            ? !before.get(name).equals(after.get(name))
                            : !name.equals("data"))
                    .collect(Collectors.joining(", "));
            if (before.isObject() && after.isObject() && !differing.isEmpty()) {
                unlike.put(task, "made with other " + differing);
            }
        });
        return unlike;
    }

    private static Differences.Row unlike(ComparedTask task, String why) {
        return new Differences.Row(
                task.name(),
                task.type().map(type -> type.label()),
                1,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                List.of(why),
                List.of());
    }

    /** As the option that asked for it says it: {@code case=1+typos=0.05}; empty for settings that changed no text. */
    static String perturbation(JsonNode settings) {
        return settings.properties().stream()
                .filter(setting -> isPerturbation(setting.getKey()))
                .map(setting -> setting.getKey().substring(SETTING.length()) + "="
                        + setting.getValue().asText())
                .sorted()
                .collect(Collectors.joining("+"));
    }

    static boolean isPerturbation(String setting) {
        return setting.startsWith(SETTING);
    }
}
