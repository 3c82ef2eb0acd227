package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.Range;
import dev.plumbline.reports.report.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The verdict against the baseline that was asked for: by how much, and what was gained and lost where. */
final class BaselineVerdict {

    private static final int NAMED = 3;

    private final Report report;
    private final Texts texts;

    BaselineVerdict(Report report, Texts texts) {
        this.report = report;
        this.texts = texts;
    }

    /** By how much, whether chance explains it, and on how many tasks. */
    List<Inline> sentence(Differences found) {
        Differences.Row overall = found.overall().orElseThrow();
        double change = overall.change().orElseThrow();
        boolean even = overall.p().isPresent() && !overall.significant();
        String key =
                change == 0 ? "verdict.same" : even ? "verdict.even" : change > 0 ? "verdict.better" : "verdict.worse";
        List<Inline> sentence = new ArrayList<>(Inline.sentence(
                texts.get(key),
                new Inline.Given(Sections.shortName(report.candidate(), report.columns())),
                new Inline.Given(found.baseline()),
                new Inline.Figure(change, "/differences/overall/change", Style.CHANGE),
                new Inline.Figure(overall.count(), "/differences/overall/count", Style.COUNT)));
        if (overall.range().isPresent()) {
            Range range = overall.range().get();
            sentence.addAll(Inline.sentence(
                    texts.get("verdict.change_range"),
                    new Inline.Figure(range.low(), "/differences/overall/range/low", Style.CHANGE),
                    new Inline.Figure(range.high(), "/differences/overall/range/high", Style.CHANGE)));
        }
        sentence.add(new Inline.Words(
                texts.get(overall.p().isEmpty() ? "verdict.untested" : even ? "verdict.chance" : "verdict.beyond")));
        return sentence;
    }

    /** The tasks that moved most, and how many did beyond chance; empty with a single task. */
    Optional<Block> changes(Differences found) {
        if (found.tasks().size() < 2) {
            return Optional.empty();
        }
        List<Inline> sentence = new ArrayList<>();
        Differences.Tally tally = found.tally();
        if (tally.ahead() + tally.behind() + tally.even() > 0) {
            sentence.addAll(Inline.sentence(
                    texts.get("verdict.tally"),
                    new Inline.Figure(tally.ahead(), "/differences/tally/ahead", Style.COUNT),
                    new Inline.Figure(tally.behind(), "/differences/tally/behind", Style.COUNT),
                    new Inline.Figure(tally.even(), "/differences/tally/even", Style.COUNT)));
        }
        moved(found, 1, "verdict.gained", sentence);
        moved(found, -1, "verdict.lost", sentence);
        return sentence.isEmpty() ? Optional.empty() : Optional.of(new Block.Paragraph(sentence));
    }

    /** @param sign of the changes wanted; those beyond chance come first */
    private void moved(Differences found, int sign, String key, List<Inline> sentence) {
        List<Differences.Row> rows = found.tasks();
        List<Integer> most = IntStream.range(0, rows.size())
                .boxed()
                .filter(i -> rows.get(i).marks().isEmpty()
                        && sign * rows.get(i).change().orElse(0) > 0)
                .sorted(Comparator.comparing((Integer i) -> !rows.get(i).significant())
                        .thenComparingDouble(i -> -sign * rows.get(i).change().orElseThrow()))
                .limit(NAMED)
                .toList();
        if (most.isEmpty()) {
            return;
        }
        sentence.add(new Inline.Words(texts.get(key)));
        for (int k = 0; k < most.size(); k++) {
            int i = most.get(k);
            Differences.Row row = rows.get(i);
            sentence.add(new Inline.Words(k == 0 ? "" : texts.get("page.comma")));
            sentence.addAll(Inline.sentence(
                    texts.get(row.p().isEmpty() || row.significant() ? "verdict.moved" : "verdict.moved_perhaps"),
                    new Inline.Given(row.name()),
                    new Inline.Figure(
                            row.change().orElseThrow(), "/differences/tasks/" + i + "/change", Style.CHANGE)));
        }
        sentence.add(new Inline.Words(texts.get("verdict.end")));
    }
}
