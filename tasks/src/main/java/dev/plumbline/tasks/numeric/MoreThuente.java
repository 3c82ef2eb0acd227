package dev.plumbline.tasks.numeric;

/**
 * The line search of Moré and Thuente (1994) as in MINPACK-2 {@code dcsrch} and {@code dcstep}, the one L-BFGS-B 3.0
 * and SciPy 1.17.1 use: it looks for a step with sufficient decrease and a flat enough slope.
 *
 * <p>Used in turns: evaluate function and slope at {@link #step()}, hand them to {@link #advance}, until it returns
 * true.
 */
final class MoreThuente {

    private static final double FTOL = 1e-3;
    private static final double GTOL = 0.9;
    private static final double XTOL = 0.1;
    private static final double STEP_MIN = 0;
    static final double STEP_MAX = 1e10;
    private static final double EXTRAPOLATION_LOWER = 1.1;
    private static final double EXTRAPOLATION_UPPER = 4;
    private static final double WIDTH_SHRINKAGE = 0.66;

    private final double valueAtZero;
    private final double slopeAtZero;
    private final double decrease;

    private double step;
    private boolean bracketed;
    private boolean firstStage = true;
    private double width = STEP_MAX - STEP_MIN;
    private double widthBefore = 2 * width;
    private double lower;
    private double upper;

    // the best step so far and the other end of the interval that holds a good one: position, value, slope
    private double bestStep;
    private double bestValue;
    private double bestSlope;
    private double otherStep;
    private double otherValue;
    private double otherSlope;

    /**
     * @param value at step 0
     * @param slope at step 0, negative
     * @param firstStep the step to try first, positive
     */
    MoreThuente(double value, double slope, double firstStep) {
        valueAtZero = value;
        slopeAtZero = slope;
        decrease = FTOL * slope;
        step = firstStep;
        upper = firstStep + EXTRAPOLATION_UPPER * firstStep;
        bestValue = value;
        bestSlope = slope;
        otherValue = value;
        otherSlope = slope;
    }

    double step() {
        return step;
    }

    /**
     * Takes the value and slope at {@link #step()}.
     *
     * @return true if the step is to be accepted, because it meets the conditions or because nothing better can be
     *     reached (where dcsrch warns, L-BFGS-B goes on with the step it has)
     */
    boolean advance(double value, double slope) {
        double bound = valueAtZero + step * decrease;
        if (firstStage && value <= bound && slope >= 0) {
            firstStage = false;
        }
        if (isDone(value, slope, bound)) {
            return true;
        }
        if (firstStage && value <= bestValue && value > bound) {
            // the search runs on the function less the required decrease until a step has both decrease and rising
            // slope
            bestValue -= bestStep * decrease;
            otherValue -= otherStep * decrease;
            bestSlope -= decrease;
            otherSlope -= decrease;
            update(value - step * decrease, slope - decrease);
            bestValue += bestStep * decrease;
            otherValue += otherStep * decrease;
            bestSlope += decrease;
            otherSlope += decrease;
        } else {
            update(value, slope);
        }
        bound();
        return false;
    }

    private boolean isDone(double value, double slope, double bound) {
        boolean stuck = bracketed && (step <= lower || step >= upper || upper - lower <= XTOL * upper);
        boolean atMax = step == STEP_MAX && value <= bound && slope <= decrease;
        boolean atMin = step == STEP_MIN && (value > bound || slope >= decrease);
        boolean met = value <= bound && Math.abs(slope) <= GTOL * -slopeAtZero;
        return stuck || atMax || atMin || met;
    }

    /** Narrows the interval if it shrinks too slowly, and keeps the step inside. */
    private void bound() {
        if (bracketed) {
            if (Math.abs(otherStep - bestStep) >= WIDTH_SHRINKAGE * widthBefore) {
                step = bestStep + 0.5 * (otherStep - bestStep);
            }
            widthBefore = width;
            width = Math.abs(otherStep - bestStep);
            lower = Math.min(bestStep, otherStep);
            upper = Math.max(bestStep, otherStep);
        } else {
            lower = step + EXTRAPOLATION_LOWER * (step - bestStep);
            upper = step + EXTRAPOLATION_UPPER * (step - bestStep);
        }
        step = Math.max(STEP_MIN, Math.min(STEP_MAX, step));
        if (bracketed && (step <= lower || step >= upper || upper - lower <= XTOL * upper)) {
            step = bestStep;
        }
    }

    /** The safeguarded cubic or quadratic step of dcstep, then the interval that holds it. */
    private void update(double value, double slope) {
        boolean oppositeSlopes = slope * (bestSlope / Math.abs(bestSlope)) < 0;
        double next;
        if (value > bestValue) {
            next = higherValue(value, slope);
            bracketed = true;
        } else if (oppositeSlopes) {
            next = oppositeSlopes(value, slope);
            bracketed = true;
        } else if (Math.abs(slope) < Math.abs(bestSlope)) {
            next = flatterSlope(value, slope);
        } else {
            next = steeperSlope(value, slope);
        }
        if (value > bestValue) {
            otherStep = step;
            otherValue = value;
            otherSlope = slope;
        } else {
            if (oppositeSlopes) {
                otherStep = bestStep;
                otherValue = bestValue;
                otherSlope = bestSlope;
            }
            bestStep = step;
            bestValue = value;
            bestSlope = slope;
        }
        step = next;
    }

    private double higherValue(double value, double slope) {
        double theta = 3 * (bestValue - value) / (step - bestStep) + bestSlope + slope;
        double gamma = gamma(theta, bestSlope, slope, false);
        if (step < bestStep) {
            gamma = -gamma;
        }
        double ratio = ((gamma - bestSlope) + theta) / (((gamma - bestSlope) + gamma) + slope);
        double cubic = bestStep + ratio * (step - bestStep);
        double secant = (bestValue - value) / (step - bestStep) + bestSlope;
        double quadratic = bestStep + bestSlope / secant / 2 * (step - bestStep);
        return Math.abs(cubic - bestStep) < Math.abs(quadratic - bestStep) ? cubic : cubic + (quadratic - cubic) / 2;
    }

    private double oppositeSlopes(double value, double slope) {
        double theta = 3 * (bestValue - value) / (step - bestStep) + bestSlope + slope;
        double gamma = gamma(theta, bestSlope, slope, false);
        if (step > bestStep) {
            gamma = -gamma;
        }
        double ratio = ((gamma - slope) + theta) / (((gamma - slope) + gamma) + bestSlope);
        double cubic = step + ratio * (bestStep - step);
        double quadratic = step + slope / (slope - bestSlope) * (bestStep - step);
        return Math.abs(cubic - step) > Math.abs(quadratic - step) ? cubic : quadratic;
    }

    private double flatterSlope(double value, double slope) {
        double theta = 3 * (bestValue - value) / (step - bestStep) + bestSlope + slope;
        double gamma = gamma(theta, bestSlope, slope, true);
        if (step > bestStep) {
            gamma = -gamma;
        }
        double ratio = ((gamma - slope) + theta) / ((gamma + (bestSlope - slope)) + gamma);
        double cubic;
        if (ratio < 0 && gamma != 0) {
            cubic = step + ratio * (bestStep - step);
        } else {
            cubic = step > bestStep ? upper : lower;
        }
        double quadratic = step + slope / (slope - bestSlope) * (bestStep - step);
        boolean cubicIsCloser = Math.abs(cubic - step) < Math.abs(quadratic - step);
        if (bracketed) {
            double next = cubicIsCloser ? cubic : quadratic;
            double limit = step + WIDTH_SHRINKAGE * (otherStep - step);
            return step > bestStep ? Math.min(limit, next) : Math.max(limit, next);
        }
        double next = Math.abs(cubic - step) > Math.abs(quadratic - step) ? cubic : quadratic;
        return Math.max(lower, Math.min(upper, next));
    }

    private double steeperSlope(double value, double slope) {
        if (!bracketed) {
            return step > bestStep ? upper : lower;
        }
        double theta = 3 * (value - otherValue) / (otherStep - step) + otherSlope + slope;
        double gamma = gamma(theta, otherSlope, slope, false);
        if (step > otherStep) {
            gamma = -gamma;
        }
        double ratio = ((gamma - slope) + theta) / (((gamma - slope) + gamma) + otherSlope);
        return step + ratio * (otherStep - step);
    }

    /** sqrt(theta^2 - a b), scaled against overflow. */
    private static double gamma(double theta, double a, double b, boolean floored) {
        double scale = Math.max(Math.abs(theta), Math.max(Math.abs(a), Math.abs(b)));
        double square = (theta / scale) * (theta / scale) - a / scale * (b / scale);
        return scale * Math.sqrt(floored ? Math.max(0, square) : square);
    }
}
