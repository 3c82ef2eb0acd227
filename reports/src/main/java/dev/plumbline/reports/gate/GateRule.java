package dev.plumbline.reports.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plumbline.error.PlumblineException;

/**
 * What a score may lose. In points, a hundredth of the score's scale, as leaderboards show them.
 *
 * @param allowedDrop a true drop up to this is no regression
 * @param leastEffect an observed drop smaller than this never fails
 */
public record GateRule(double allowedDrop, double leastEffect) {

    /** As a rules file has it; what it leaves out is the default's. */
    record Form(
            @JsonProperty("allowed_drop") Double allowedDrop,
            @JsonProperty("least_effect") Double leastEffect) {
        GateRule over(GateRule base) {
            return new GateRule(
                    allowedDrop == null ? base.allowedDrop : allowedDrop,
                    leastEffect == null ? base.leastEffect : leastEffect);
        }
    }

    public GateRule {
        check("allowed_drop", allowedDrop);
        check("least_effect", leastEffect);
    }

    private static void check(String name, double points) {
        if (!(points >= 0 && points <= 100)) {
            throw PlumblineException.usage(name + " is in points from 0 to 100, not " + points);
        }
    }
}
