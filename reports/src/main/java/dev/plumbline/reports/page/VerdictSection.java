package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.Scope;
import dev.plumbline.reports.report.TrainingRun;
import dev.plumbline.reports.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer, before everything else. */
final class VerdictSection {

    private static final int NAMED = 6;

    private final Report report;
    private final Verdict verdict;
    private final Texts texts;

    VerdictSection(Report report, Texts texts) {
        this.report = report;
        this.verdict = report.verdict();
        this.texts = texts;
    }

    Block.Section section() {
        List<Block> blocks = new ArrayList<>();
        Optional<Differences> chosen = report.differences()
                .filter(found -> found.chosen() && found.overall().isPresent());
        BaselineVerdict baseline = new BaselineVerdict(report, texts);
        chosen.ifPresent(found -> blocks.add(new Block.Paragraph(baseline.sentence(found), Block.Tone.LEAD)));
        chosen.flatMap(baseline::changes).ifPresent(blocks::add);
        blocks.add(new Block.Paragraph(headline(), chosen.isPresent() ? Block.Tone.PLAIN : Block.Tone.LEAD));
        blocks.add(tiles());
        scope().ifPresent(blocks::add);
        overlaps().ifPresent(blocks::add);
        tied().ifPresent(blocks::add);
        unlike().ifPresent(blocks::add);
        gate().ifPresent(blocks::add);
        blocks.add(new Block.Paragraph(Inline.words(texts.get("verdict.how")), Block.Tone.NOTE));
        return new Block.Section("verdict", texts.get("verdict.title"), blocks);
    }

    /** What the trainer found of test texts: scores on those tasks say less. */
    private Optional<Block> overlaps() {
        return report.training()
                .flatMap(TrainingRun::overlaps)
                .filter(found -> found.overlappingRows() > 0)
                .map(found -> {
                    List<Inline> sentence = new ArrayList<>(Inline.sentence(
                            texts.get("verdict.overlaps"),
                            new Inline.Figure(
                                    found.overlappingRows(), "/training/overlaps/overlapping_rows", Style.COUNT),
                            new Inline.Figure(found.rows(), "/training/overlaps/rows", Style.COUNT)));
                    sentence.addAll(Inline.names(
                            found.tasks().stream()
                                    .map(TrainingRun.TaskOverlaps::task)
                                    .limit(NAMED)
                                    .toList(),
                            texts.get("page.comma")));
                    if (found.tasks().size() > NAMED) {
                        sentence.add(new Inline.Words(texts.get("verdict.and_others")));
                    }
                    sentence.add(new Inline.Words(texts.get("page.stop")));
                    return new Block.Paragraph(sentence, Block.Tone.WARNING);
                });
    }

    private Inline candidate() {
        return new Inline.Given(Sections.shortName(report.candidate(), report.columns()));
    }

    /** The largest model it beats, else the largest it ties with, else its place. */
    private List<Inline> headline() {
        for (Verdict.Outcome outcome : List.of(Verdict.Outcome.BEATS, Verdict.Outcome.TIES)) {
            for (int i = 0; i < verdict.larger().size(); i++) {
                Verdict.Larger larger = verdict.larger().get(i);
                if (larger.outcome() == outcome) {
                    return Inline.sentence(
                            texts.get(outcome == Verdict.Outcome.BEATS ? "verdict.beats" : "verdict.ties"),
                            candidate(),
                            new Inline.Given(larger.model()),
                            new Inline.Figure(larger.times(), "/verdict/larger/" + i + "/times", Style.TIMES),
                            new Inline.Figure(larger.parameters(), "/verdict/larger/" + i + "/parameters", Style.SIZE));
                }
            }
        }
        return verdict.rank().isPresent()
                ? Inline.sentence(texts.get("verdict.rank"), candidate(), rank(), ranked())
                : Inline.sentence(
                        texts.get("verdict.alone"),
                        candidate(),
                        new Inline.Figure(verdict.mean(), "/verdict/mean", Style.SCORE));
    }

    private Inline rank() {
        return new Inline.Figure(verdict.rank().orElseThrow(), "/verdict/rank", Style.ORDINAL);
    }

    private Inline ranked() {
        return new Inline.Figure(verdict.ranked(), "/verdict/ranked", Style.COUNT);
    }

    private Block tiles() {
        List<Block.Tile> tiles = new ArrayList<>();
        tiles.add(new Block.Tile(
                texts.get(report.scope().complete() ? "verdict.mean" : "verdict.mean_of_some"),
                Inline.number(verdict.mean(), "/verdict/mean", Style.SCORE),
                verdict.meanRange()
                        .map(range -> Inline.sentence(
                                texts.get("verdict.range"),
                                new Inline.Figure(range.low(), "/verdict/mean_range/low", Style.SCORE),
                                new Inline.Figure(range.high(), "/verdict/mean_range/high", Style.SCORE)))
                        .orElse(List.of())));
        if (verdict.rank().isPresent()) {
            tiles.add(new Block.Tile(
                    texts.get("verdict.place"),
                    List.of(rank()),
                    verdict.rankRange()
                            .map(range -> Inline.sentence(
                                    texts.get("verdict.rank_range"),
                                    new Inline.Figure(range.low(), "/verdict/rank_range/low", Style.ORDINAL),
                                    new Inline.Figure(range.high(), "/verdict/rank_range/high", Style.ORDINAL),
                                    ranked()))
                            .orElse(Inline.sentence(texts.get("verdict.of"), ranked()))));
        }
        if (verdict.parameters().isPresent()) {
            tiles.add(new Block.Tile(
                    texts.get("verdict.size"),
                    Inline.number(verdict.parameters().getAsLong(), "/verdict/parameters", Style.SIZE),
                    Inline.words(texts.get("verdict.parameters"))));
        }
        if (verdict.tested()) {
            tiles.add(new Block.Tile(
                    texts.get("verdict.beaten"),
                    Inline.number(verdict.largerBelow(), "/verdict/larger_below", Style.COUNT),
                    Inline.sentence(
                            texts.get("verdict.beaten_of"),
                            new Inline.Figure(verdict.largerTied(), "/verdict/larger_tied", Style.COUNT),
                            new Inline.Figure(verdict.largerModels(), "/verdict/larger_models", Style.COUNT))));
        }
        return new Block.Tiles(tiles);
    }

    private Optional<Block> scope() {
        Scope scope = report.scope();
        if (scope.complete()) {
            return Optional.empty();
        }
        return Optional.of(new Block.Paragraph(
                Inline.sentence(
                        texts.get("verdict.incomplete"),
                        new Inline.Figure(scope.tasks(), "/scope/tasks", Style.COUNT),
                        new Inline.Figure(scope.benchmarkTasks(), "/scope/benchmark_tasks", Style.COUNT),
                        new Inline.Given(scope.benchmark())),
                Block.Tone.WARNING));
    }

    private Optional<Block> tied() {
        if (verdict.tied().isEmpty()) {
            return Optional.empty();
        }
        List<Inline> sentence = new ArrayList<>(Inline.words(texts.get("verdict.tied")));
        sentence.addAll(Inline.names(verdict.tied().stream().limit(NAMED).toList(), texts.get("page.comma")));
        if (verdict.tied().size() > NAMED) {
            sentence.add(new Inline.Words(texts.get("verdict.and_others")));
        }
        sentence.add(new Inline.Words(texts.get("page.stop")));
        return Optional.of(new Block.Paragraph(sentence));
    }

    private Optional<Block> unlike() {
        return report.differences()
                .filter(found -> found.unlike() > 0)
                .map(found -> new Block.Paragraph(
                        Inline.sentence(
                                texts.get("verdict.unlike"),
                                new Inline.Figure(found.unlike(), "/differences/unlike", Style.COUNT),
                                new Inline.Given(found.baseline())),
                        Block.Tone.WARNING));
    }

    private Optional<Block> gate() {
        boolean gated = report.training().stream()
                .flatMap(run -> run.stages().stream())
                .anyMatch(stage -> stage.gate().isPresent());
        boolean failed = report.training().stream()
                .flatMap(run -> run.stages().stream())
                .flatMap(stage -> stage.gate().stream())
                .anyMatch(outcome -> !outcome.passed());
        return gated
                ? Optional.of(new Block.Paragraph(
                        Inline.words(texts.get(failed ? "verdict.gate_failed" : "verdict.gate_passed")),
                        failed ? Block.Tone.WARNING : Block.Tone.PLAIN))
                : Optional.empty();
    }
}
