package dev.plumbline.reports.compare;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.statistics.Clusters;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.reports.statistics.SampleScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How much more or less one model loses than another where what they are asked is changed: the difference of two paired
 * differences, drawn on the same samples of all four results.
 */
public final class ChangeComparison {

    private final Manifest manifest;
    private final Resampling resampling;

    public ChangeComparison(Manifest manifest, Resampling resampling) {
        this.manifest = Objects.requireNonNull(manifest, "manifest");
        this.resampling = Objects.requireNonNull(resampling, "resampling");
    }

    /**
     * A model asked both ways.
     *
     * @param plain as texts are
     * @param changed likewise changed
     */
    public record Asked(Contender plain, Contender changed) {
        public Asked {
            Objects.requireNonNull(plain, "plain");
            Objects.requireNonNull(changed, "changed");
        }

        private OptionalDouble change(ComparedTask task) {
            OptionalDouble before = Comparison.score(task, plain.figures());
            OptionalDouble after = Comparison.score(task, changed.figures());
            return before.isPresent() && after.isPresent()
                    ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
                    : OptionalDouble.empty();
        }
    }

    /**
     * One task, whose scores are what the change makes of each model's; a loss is negative.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind RESULT if samples cannot be paired
     */
    public TaskComparison of(ComparedTask task, Asked baseline, Asked candidate) {
        LikeForLike like = LikeForLike.of(
                manifest, task, baseline.plain().figures(), candidate.plain().figures());
        TaskComparison plain = new TaskComparison(
                task, baseline.change(task), candidate.change(task), like.marks(), like.notes(), Optional.empty());
        return new TaskComparison(
                task,
                plain.baseline(),
                plain.candidate(),
                plain.marks(),
                plain.notes(),
                plain.comparable() ? difference(task, baseline, candidate) : Optional.empty());
    }

    private Optional<Difference> difference(ComparedTask task, Asked baseline, Asked candidate) {
        List<Contender> sides = List.of(baseline.plain(), baseline.changed(), candidate.plain(), candidate.changed());
        List<TaskSamples> samples = new ArrayList<>();
        for (Contender side : sides) {
            side.samples().apply(task.name()).found().ifPresent(samples::add);
        }
        if (samples.size() < sides.size()
                || samples.stream()
                                .map(own -> own.header().statistic())
                                .distinct()
                                .count()
                        > 1) {
            return Optional.empty();
        }
        List<DrawnTogether.Subset> subsets = new ArrayList<>();
        List<List<SampleScores>> scores = new ArrayList<>();
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                List<SubsetSamples> own = samples.stream()
                        .flatMap(side -> side.subset(split, subset).stream())
                        .toList();
                if (own.size() < sides.size()) {
                    return Optional.empty();
                }
                String place = task.name() + "/" + split + "/" + subset;
                SubsetSamples first = own.get(0);
                Clusters clusters = first.clusters();
                List<SampleScores> scored = new ArrayList<>();
                for (int i = 0; i < own.size(); i++) {
                    Optional<String> version = sides.get(i)
                            .figures()
                            .figure(task.name(), split, subset)
                            .flatMap(Figure::mtebVersion);
                    clusters = clusters.joined(own.get(i).clustersInOrderOf(first));
                    scored.add(own.get(i).scoresInOrderOf(first, place, version));
                }
                subsets.add(new DrawnTogether.Subset(split, place, first.ids(), clusters));
                scores.add(scored);
            }
        }
        List<DrawnTogether> drawn = DrawnTogether.of(subsets);
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            List<SampleScores> own = scores.get(i);
            differences.add(Difference.of(
                    SampleScores.change(own.get(0), own.get(1)),
                    SampleScores.change(own.get(2), own.get(3)),
                    drawn.get(i).place(),
                    resampling,
                    drawn.get(i).clusters()));
        }
        return Optional.of(Difference.mean(differences));
    }
}
