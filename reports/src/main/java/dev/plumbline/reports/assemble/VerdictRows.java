package dev.plumbline.reports.assemble;

import dev.plumbline.reports.report.Range;
import dev.plumbline.reports.report.Verdict;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.Holm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** How the candidate stands to the others on the mean over tasks. */
final class VerdictRows {

    private static final double CONFIDENCE = 0.95;
    private static final double LEVEL = 0.05;

    private VerdictRows() {}

    /** @param shown models that are listed, of which those tied with the candidate are named */
    static Verdict of(String candidate, Ranked ranked, Set<String> shown) {
        List<String> larger = ranked.largerThan(candidate);
        List<Verdict.Larger> compared = compared(candidate, larger, ranked);
        List<Verdict.Larger> beatenOrTied = compared.stream()
                .filter(model -> model.outcome() != Verdict.Outcome.TRAILS)
                .sorted(Comparator.comparingLong((Verdict.Larger model) -> -model.parameters())
                        .thenComparing(model -> -model.mean())
                        .thenComparing(Verdict.Larger::model))
                .toList();
        return new Verdict(
                ranked.mean(candidate),
                ranked.meanRange(candidate),
                ranked.standing(candidate).meanTaskType().orElseThrow(),
                ranked.size() < 2 ? OptionalInt.empty() : OptionalInt.of(ranked.rank(candidate)),
                ranked.rankRange(candidate),
                ranked.size(),
                tied(candidate, ranked, shown),
                ranked.parameters(candidate),
                larger.size(),
                count(compared, Verdict.Outcome.TRAILS),
                count(compared, Verdict.Outcome.TIES),
                count(compared, Verdict.Outcome.BEATS),
                beatenOrTied);
    }

    private static int count(List<Verdict.Larger> models, Verdict.Outcome outcome) {
        return (int) models.stream().filter(model -> model.outcome() == outcome).count();
    }

    private static List<Verdict.Larger> compared(String candidate, List<String> larger, Ranked ranked) {
        List<Difference> differences = new ArrayList<>();
        for (String model : larger) {
            ranked.difference(model, candidate).ifPresent(differences::add);
        }
        if (differences.size() < larger.size()) {
            return List.of();
        }
        double[] corrected = Holm.corrected(
                differences.stream().mapToDouble(Difference::pValue).toArray());
        OptionalLong own = ranked.parameters(candidate);
        List<Verdict.Larger> rows = new ArrayList<>();
        for (int i = 0; i < corrected.length; i++) {
            String model = larger.get(i);
            long parameters = ranked.parameters(model).orElseThrow();
            double change = differences.get(i).value();
            rows.add(new Verdict.Larger(
                    model,
                    parameters,
                    (double) parameters / own.orElseThrow(),
                    ranked.mean(model),
                    change,
                    Range.of(differences.get(i).interval(CONFIDENCE)),
                    corrected[i],
                    outcome(change, differences.get(i).pValue(), corrected[i])));
        }
        return rows;
    }

    /** Ahead after the correction, behind before it: neither a win nor a tie is claimed that the correction alone makes. */
    private static Verdict.Outcome outcome(double change, double p, double corrected) {
        if (change > 0) {
            return corrected <= LEVEL ? Verdict.Outcome.BEATS : Verdict.Outcome.TIES;
        }
        return p <= LEVEL ? Verdict.Outcome.TRAILS : Verdict.Outcome.TIES;
    }

    private static List<String> tied(String candidate, Ranked ranked, Set<String> shown) {
        List<String> tied = new ArrayList<>();
        for (String model : ranked.byMean()) {
            if (!model.equals(candidate) && shown.contains(model)) {
                Optional<Difference> difference = ranked.difference(model, candidate);
                if (difference.isPresent() && difference.get().pValue() > LEVEL) {
                    tied.add(model);
                }
            }
        }
        return tied;
    }
}
