package dev.plumbline.reports.gate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Settings;

/**
 * What a score may lose. In points, a hundredth of the score's scale, as leaderboards show them.
 *
 * @param allowedDrop a true drop up to this is no regression
 * @param leastEffect an observed drop smaller than this never fails
 */
public record GateRule(double allowedDrop, double leastEffect) {

    /** A rule as a rules file has it; what that leaves out is the other's. */
    static GateRule read(Settings rule, GateRule base) {
        double allowedDrop = points(rule, "allowed_drop", base.allowedDrop);
        double leastEffect = points(rule, "least_effect", base.leastEffect);
        rule.end();
        return new GateRule(allowedDrop, leastEffect);
    }

    private static double points(Settings rule, String key, double otherwise) {
        double points = rule.number(key, otherwise);
        if (!arePoints(points)) {
            throw rule.wrong(key, "is in points from 0 to 100, not " + points, "0.5");
        }
        return points;
    }

    public GateRule {
        check("allowed_drop", allowedDrop);
        check("least_effect", leastEffect);
    }

    private static void check(String name, double points) {
        if (!arePoints(points)) {
            throw PlumblineException.usage(name + " is in points from 0 to 100, not " + points);
        }
    }

    private static boolean arePoints(double points) {
        return points >= 0 && points <= 100;
    }
}
