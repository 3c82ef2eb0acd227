package dev.plumbline.reports.assemble;

import dev.plumbline.manifest.Benchmark;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.figure.WellKnownModels;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Published models that a reader knows and that a candidate is measured by: of about its size, for the benchmark's language,
 * well known first.
 */
final class Peers {

    private static final int NEAREST = 4;

    private static final WellKnownModels KNOWN = WellKnownModels.bundled();

    private Peers() {}

    /** Chosen for a candidate, nearest in size first; by mean where its size is not known. */
    static List<String> of(String candidate, Benchmark benchmark, Ranked ranked) {
        String language = benchmark.language().toLowerCase(Locale.ROOT);
        String code = language.equals("cmn") ? "zho" : language;
        List<String> others = ranked.byMean().stream()
                .filter(model -> !model.equals(candidate) && speaks(ranked.figures(model), code))
                .toList();
        Comparator<String> nearest = Comparator.comparing((String model) -> !KNOWN.has(model))
                .thenComparingDouble(model -> distance(candidate, model, ranked))
                .thenComparing(Comparator.naturalOrder());
        return others.stream().sorted(nearest).limit(NEAREST).toList();
    }

    /** A model that does not say what it is for is not left out for that. */
    private static boolean speaks(ModelFigures model, String code) {
        Set<String> languages = model.facts().languages();
        return code.equals("mul") || languages.isEmpty() || languages.contains(code);
    }

    /** Factors of e between two sizes; one whose size is not known is farther than any. */
    private static double distance(String candidate, String model, Ranked ranked) {
        OptionalLong own = ranked.parameters(candidate);
        OptionalLong other = ranked.parameters(model);
        if (own.isEmpty()) {
            return Math.abs(ranked.mean(candidate) - ranked.mean(model));
        }
        return other.isEmpty() || other.getAsLong() < 1 || own.getAsLong() < 1
                ? Double.MAX_VALUE
                : Math.abs(Math.log((double) other.getAsLong() / own.getAsLong()));
    }
}
