package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One model, the candidate, against others.
 *
 * @param candidate name of the model that the report is about
 * @param baseline name of the model that differences are taken from; empty if there is no other model
 * @param scope what was compared
 * @param verdict the answer
 * @param models every model shown, best mean first
 * @param ranks why ranks would be others, for the ranked of the models
 * @param columns names of the models shown task by task, the candidate first
 * @param types means by task type
 * @param languages means by language; empty where there is one
 * @param tasks scores by task
 * @param differences candidate less baseline
 * @param matrix how often each of the columns (row) is ahead of each other (column)
 * @param training how the candidate came about; empty if nobody said
 * @param forms shorter and coarser forms of the vectors
 * @param robustness what the models lose where what they are asked is changed
 * @param robustnessDifferences how much more or less the candidate loses by that than the baseline
 * @param unseen scores without the samples that training data hold; empty if nobody said which these are
 * @param speed what encoding took, one row per model and machine
 * @param samples the candidate's worst samples and those that changed most, by task
 * @param provenance where all of this is from
 */
public record Report(
        String candidate,
        Optional<String> baseline,
        Scope scope,
        Verdict verdict,
        List<ModelRow> models,
        List<RankRow> ranks,
        List<String> columns,
        List<TypeRow> types,
        List<LanguageRow> languages,
        List<TaskRow> tasks,
        Optional<Differences> differences,
        List<List<WinTieLoss>> matrix,
        Optional<TrainingRun> training,
        List<FormRow> forms,
        List<Robustness> robustness,
        List<RobustnessDifference> robustnessDifferences,
        Optional<Unseen> unseen,
        List<SpeedRow> speed,
        List<TaskSampleRows> samples,
        Provenance provenance) {
    public Report {
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(differences, "differences");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(provenance, "provenance");
        models = List.copyOf(models);
        ranks = List.copyOf(ranks);
        columns = List.copyOf(columns);
        types = List.copyOf(types);
        languages = List.copyOf(languages);
        tasks = List.copyOf(tasks);
        matrix = matrix.stream().map(List::copyOf).toList();
        forms = List.copyOf(forms);
        Objects.requireNonNull(unseen, "unseen");
        robustness = List.copyOf(robustness);
        robustnessDifferences = List.copyOf(robustnessDifferences);
        speed = List.copyOf(speed);
        samples = List.copyOf(samples);
    }
}
