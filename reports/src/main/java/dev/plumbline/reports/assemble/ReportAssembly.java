package dev.plumbline.reports.assemble;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.aggregate.Standings;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.ModelRow;
import dev.plumbline.reports.report.Provenance;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.Scope;
import dev.plumbline.reports.report.TaskSampleRows;
import dev.plumbline.reports.report.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Fills in a report, step by step. */
public final class ReportAssembly {

    private final ReportRequest request;
    private final Map<String, GivenModel> given = new LinkedHashMap<>();
    private final Map<String, Contender> contenders = new HashMap<>();
    private final List<ModelFigures> all;
    private final List<ComparedTask> benchmark;

    private ReportAssembly(ReportRequest request) {
        this.request = request;
        request.given().forEach(model -> given.put(model.name(), model));
        Map<String, ModelFigures> models = new LinkedHashMap<>();
        given.values().forEach(model -> models.put(model.name(), model.figures()));
        request.published().models().forEach(model -> models.putIfAbsent(model.model(), model));
        this.all = List.copyOf(models.values());
        this.benchmark = ComparedTask.of(request.manifest(), request.benchmark());
    }

    /**
     * The report.
     *
     * @throws PlumblineException of kind RESULT if no model given has a task of the benchmark, or what lies beside results
     *     is damaged; of kind USAGE if a model named is not there
     */
    public static Report of(ReportRequest request) {
        return new ReportAssembly(request).assemble();
    }

    private Report assemble() {
        List<ModelFigures> owned =
                given.values().stream().map(GivenModel::figures).toList();
        ModelFigures candidate = request.candidate()
                .map(this::named)
                .or(() -> request.training().flatMap(run -> Choice.trained(run, owned)))
                .orElseGet(() -> Choice.candidate(counted(benchmark), owned, all));
        List<BenchmarkTask> complete = Choice.complete(counted(benchmark), candidate);
        if (complete.isEmpty()) {
            throw PlumblineException.result(candidate.model() + " has no whole task of "
                    + request.benchmark().name());
        }
        Set<String> names = complete.stream().map(BenchmarkTask::name).collect(Collectors.toSet());
        List<ComparedTask> compared =
                benchmark.stream().filter(task -> names.contains(task.name())).toList();
        Ranked ranked = Ranked.of(complete, all, request.resampling());
        List<String> owners = List.copyOf(given.keySet());
        Optional<String> chosen = request.baseline()
                .map(name -> named(name).model())
                .or(() -> request.training()
                        .flatMap(run -> Choice.start(owned))
                        .filter(start -> !start.equals(candidate.model())));
        Optional<String> baseline = chosen.or(() -> Choice.baseline(candidate.model(), owners, ranked));
        if (baseline.equals(Optional.of(candidate.model()))) {
            throw PlumblineException.usage(candidate.model() + " cannot be its own baseline");
        }
        return filled(candidate.model(), baseline, chosen.isPresent(), compared, ranked);
    }

    private ModelFigures named(String name) {
        return Choice.named(name, all, request.published().models());
    }

    private Report filled(
            String candidate, Optional<String> baseline, boolean chosen, List<ComparedTask> compared, Ranked ranked) {
        List<String> columns = Choice.columns(
                candidate,
                baseline,
                List.copyOf(given.keySet()),
                request.peers().stream().map(name -> named(name).model()).toList(),
                request.benchmark(),
                ranked);
        List<Contender> columnContenders = columns.stream().map(this::contender).toList();
        TaskTable tasks = new TaskTable(request.manifest(), compared, columnContenders);
        Verdict untied = VerdictRows.of(candidate, ranked, Set.of());
        Set<String> shown = request.peers().isEmpty()
                ? Choice.shown(candidate, columns, untied, ranked, request.shown())
                : new LinkedHashSet<>(columns);
        untied.headline().ifPresent(larger -> shown.add(larger.model()));
        Scope scope =
                new Scope(request.benchmark().name(), benchmark.size(), compared.size(), missing(compared, candidate));
        List<ModelRow> models = rows(candidate, shown, compared, ranked, tasks);
        SideFiles beside = new SideFiles(request, counted(compared), given, columns);
        Provenance provenance = new ProvenanceRows(request, given, compared, columns)
                .of(tasks.unlike(), gaps(compared, models, tasks.gaps()));
        Optional<Differences> differences = baseline.map(name -> new DifferenceRows(request.resampling())
                .of(request.manifest(), compared, contender(name), contender(candidate), chosen));
        return new Report(
                candidate,
                baseline,
                scope,
                VerdictRows.of(candidate, ranked, shown),
                models,
                new RankRows(request.manifest(), columnContenders, request.resampling()).of(compared, shown, ranked),
                columns,
                tasks.types(),
                tasks.languages(),
                tasks.tasks(),
                differences,
                tasks.matrix(),
                request.training(),
                beside.forms(),
                beside.robustness(),
                baseline.map(name -> beside.robustness(name, candidate)).orElse(List.of()),
                UnseenRows.of(request.manifest(), compared, columnContenders, request.seen()),
                beside.speed(),
                samples(compared, contender(candidate), baseline.map(this::contender), differences),
                provenance);
    }

    /** Against the baseline's only where both are the same measurement: of other data one id may be another text. */
    private List<TaskSampleRows> samples(
            List<ComparedTask> compared,
            Contender candidate,
            Optional<Contender> baseline,
            Optional<Differences> differences) {
        Set<String> alike = differences.stream()
                .flatMap(found -> found.tasks().stream())
                .filter(row -> row.marks().isEmpty())
                .map(Differences.Row::name)
                .collect(Collectors.toSet());
        return compared.stream()
                .flatMap(task -> SampleRows.of(
                        request.texts(),
                        SampleRows.parts(request.manifest(), task),
                        candidate,
                        baseline.filter(model -> alike.contains(task.name())))
                        .stream())
                .toList();
    }

    static List<BenchmarkTask> counted(List<ComparedTask> tasks) {
        return tasks.stream().flatMap(task -> task.counted().stream()).toList();
    }

    private Contender contender(String name) {
        return contenders.computeIfAbsent(name, key -> {
            GivenModel own = given.get(key);
            return own != null ? kept(own.contender()) : Contender.of(figures(key));
        });
    }

    /** Samples are asked for by several sections; a file of them is read once. */
    private static Contender kept(Contender contender) {
        Map<String, Contender.Samples> read = new HashMap<>();
        return new Contender(
                contender.figures(),
                task -> read.computeIfAbsent(task, key -> contender.samples().apply(key)),
                contender.facts());
    }

    private ModelFigures figures(String name) {
        return all.stream()
                .filter(model -> model.model().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> missing(List<ComparedTask> compared, String candidate) {
        Set<String> there = compared.stream().map(ComparedTask::name).collect(Collectors.toSet());
        List<BenchmarkTask> tasks = counted(benchmark);
        return Standings.of(tasks, List.of(figures(candidate).scores())).stream()
                .flatMap(row -> row.gaps().stream())
                .filter(gap -> !there.contains(gap))
                .toList();
    }

    private List<Provenance.Remark> gaps(
            List<ComparedTask> compared, List<ModelRow> models, List<Provenance.Remark> ofColumns) {
        List<Provenance.Remark> gaps = new ArrayList<>(ofColumns);
        Set<String> told =
                ofColumns.stream().flatMap(gap -> gap.model().stream()).collect(Collectors.toSet());
        for (GivenModel model : given.values()) {
            boolean shown = models.stream().anyMatch(row -> row.name().equals(model.name()));
            if (!shown && !told.contains(model.name())) {
                List<BenchmarkTask> has = Choice.complete(counted(compared), model.figures());
                gaps.add(new Provenance.Remark(
                        Optional.of(model.name()),
                        Optional.empty(),
                        "not shown: it has " + has.size() + " of the " + compared.size() + " tasks compared"));
            }
        }
        return gaps;
    }

    private List<ModelRow> rows(
            String candidate, Set<String> shown, List<ComparedTask> compared, Ranked ranked, TaskTable tasks) {
        List<String> front = ranked.front();
        List<ModelRow> rows = new ArrayList<>();
        ranked.byMean().stream()
                .filter(shown::contains)
                .forEach(name -> rows.add(row(
                        name,
                        candidate,
                        compared,
                        ranked.standing(name),
                        Optional.of(ranked),
                        front.contains(name),
                        tasks)));
        for (String name : shown) {
            if (!ranked.has(name)) {
                Standings.of(counted(compared), List.of(figures(name).scores()))
                        .forEach(standing ->
                                rows.add(row(name, candidate, compared, standing, Optional.empty(), false, tasks)));
            }
        }
        return rows;
    }

    private ModelRow row(
            String name,
            String candidate,
            List<ComparedTask> compared,
            Standing standing,
            Optional<Ranked> ranked,
            boolean front,
            TaskTable tasks) {
        ModelFigures model = figures(name);
        List<OptionalDouble> types = new ArrayList<>();
        for (TaskType type : tasks.typesInOrder()) {
            types.add(standing.typeMeans().get(type));
        }
        return new ModelRow(
                name,
                given.containsKey(name) ? ModelRow.Origin.RESULTS : ModelRow.Origin.PUBLISHED,
                revision(name, model),
                model.facts().parameters(),
                model.facts().dimensions(),
                model.facts().maxTokens(),
                ranked.map(field -> OptionalInt.of(field.rank(name))).orElse(OptionalInt.empty()),
                ranked.flatMap(field -> field.rankRange(name)),
                ranked.flatMap(field -> field.group(name)).map(OptionalInt::of).orElse(OptionalInt.empty()),
                standing.meanTask(),
                ranked.flatMap(field -> field.meanRange(name)),
                standing.meanTaskType(),
                types,
                (int) standing.completeTasks(),
                front,
                selfReported(model, compared),
                link(name, model),
                model.facts().released().map(LocalDate::toString),
                zeroShot(model),
                name.equals(candidate)
                        ? OptionalInt.empty()
                        : OptionalInt.of(TaskTable.unlike(request.manifest(), compared, figures(candidate), model)));
    }

    /** Of a model whose owner is known: what runs on a machine of one's own has no page. */
    private Optional<String> link(String name, ModelFigures model) {
        boolean published = request.published().model(name).isPresent();
        return model.facts()
                .text("reference")
                .filter(reference -> reference.startsWith("https://"))
                .or(() -> published ? Optional.of("https://huggingface.co/" + name) : Optional.empty());
    }

    /** As {@code ModelMeta.zero_shot_percentage} of mteb 2.20.0 and 2.26.24: of the whole benchmark, cut to whole hundredths. */
    private OptionalDouble zeroShot(ModelFigures model) {
        return model.facts().trainedOn().stream()
                .mapToDouble(trained -> {
                    long overlap = benchmark.stream()
                            .filter(task -> trained.contains(task.name()))
                            .count();
                    return (int) (100 - 100 * ((double) overlap / benchmark.size())) / 100.0;
                })
                .findFirst();
    }

    private Optional<String> revision(String name, ModelFigures model) {
        GivenModel own = given.get(name);
        return own != null && own.revisions().size() == 1
                ? Optional.of(own.revisions().get(0).revision())
                : model.facts().revision();
    }

    private static int selfReported(ModelFigures model, List<ComparedTask> compared) {
        return (int) compared.stream()
                .filter(task -> model.tasks().getOrDefault(task.name(), List.of()).stream()
                        .anyMatch(figure -> figure.selfReported()
                                && task.selection().splits().contains(figure.split())
                                && task.selection().subsets().contains(figure.subset())))
                .count();
    }
}
