package dev.plumbline.reports.gate;

import java.util.Locale;
import java.util.Objects;

/**
 * The rules of a suite that a plan proposes: one for the mean over its tasks, at the whole significance, and every task of it
 * required.
 *
 * @param suite proposed
 * @param mean what its mean may drop
 * @param significance of the test
 */
public record PlannedRules(GatePlan.Suite suite, GateRule mean, double significance) {

    /** How a file of them begins. */
    public static final String MARK = "# Rules of plumbline gate --plan";

    public PlannedRules {
        Objects.requireNonNull(suite, "suite");
        Objects.requireNonNull(mean, "mean");
    }

    /** As the plan took them for its suite: without a rule for the mean any drop counts. */
    public static PlannedRules of(GatePlan.Suite suite, GateRules rules) {
        return new PlannedRules(suite, rules.overall().orElse(new GateRule(0, 0)), rules.significance());
    }

    /** A file for {@link GateRules#read}. */
    public String yaml() {
        return String.format(
                        Locale.ROOT,
                        "%s: %,d texts, about %.1f minutes, %.0f%% power for a drop of one point\n",
                        MARK,
                        suite.texts(),
                        suite.seconds() / 60,
                        100 * suite.power())
                + "significance: " + significance + "\n"
                + "overall: {allowed_drop: " + mean.allowedDrop() + ", least_effect: " + mean.leastEffect() + "}\n"
                + "type: false\n"
                + "task: false\n"
                + "required: [" + String.join(", ", suite.tasks()) + "]\n";
    }
}
