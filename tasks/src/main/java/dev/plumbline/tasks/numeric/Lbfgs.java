package dev.plumbline.tasks.numeric;

/**
 * Limited-memory BFGS without bounds, step for step as {@code scipy.optimize.minimize(method="L-BFGS-B")} of SciPy
 * 1.17.1 (L-BFGS-B 3.0): memory 10, at most 50 evaluations per line search. Where it stops depends on the path, so the
 * path is reproduced and not only the optimum.
 */
final class Lbfgs {

    private static final int MEMORY = 10;
    private static final int MAX_EVALUATIONS = 50;
    private static final double EPSILON = Math.ulp(1.0);
    private static final double RELATIVE_REDUCTION = 64 * EPSILON;

    private final Objective objective;
    private final int maxIterations;
    private final double gradientTolerance;

    private final double[] x;
    private final double[] gradient;
    private final double[] direction;
    private final double[] trial;
    private final double[] trialGradient;
    private final double[][] steps;
    private final double[][] changes;
    private final double[] curvatures;
    private final double[] weights = new double[MEMORY];
    private int oldest;
    private int pairs;
    private double scale = 1;
    private int iterations;

    /** A smooth function to minimise. */
    interface Objective {

        /** Returns the value at x and fills in the gradient, of the same length. */
        double evaluate(double[] x, double[] gradient);
    }

    private Lbfgs(Objective objective, int size, int maxIterations, double gradientTolerance) {
        this.objective = objective;
        this.maxIterations = maxIterations;
        this.gradientTolerance = gradientTolerance;
        x = new double[size];
        gradient = new double[size];
        direction = new double[size];
        trial = new double[size];
        trialGradient = new double[size];
        steps = new double[MEMORY][size];
        changes = new double[MEMORY][size];
        curvatures = new double[MEMORY];
    }

    /** Minimises from the zero vector of the given size. */
    static Lbfgs minimise(Objective objective, int size, int maxIterations, double gradientTolerance) {
        Lbfgs search = new Lbfgs(objective, size, maxIterations, gradientTolerance);
        search.run();
        return search;
    }

    double[] minimum() {
        return x;
    }

    int iterations() {
        return iterations;
    }

    private void run() {
        double value = objective.evaluate(x, gradient);
        if (greatest(gradient) <= gradientTolerance) {
            return;
        }
        while (iterations < maxIterations) {
            descentDirection();
            double slope = dot(gradient, direction);
            double firstStep =
                    iterations == 0 ? Math.min(1 / Math.sqrt(dot(direction, direction)), MoreThuente.STEP_MAX) : 1;
            MoreThuente search = new MoreThuente(value, slope, firstStep);
            double trialValue = slope < 0 ? searchLine(search) : Double.NaN;
            if (Double.isNaN(trialValue)) {
                if (pairs == 0) {
                    return;
                }
                // a failed search starts over from steepest descent at the same point
                pairs = 0;
                scale = 1;
                continue;
            }
            iterations++;
            double stepLength = search.step();
            boolean converged = greatest(trialGradient) <= gradientTolerance
                    || value - trialValue
                            <= RELATIVE_REDUCTION * Math.max(Math.max(Math.abs(value), Math.abs(trialValue)), 1);
            remember(slope, dot(trialGradient, direction), stepLength);
            System.arraycopy(trial, 0, x, 0, x.length);
            System.arraycopy(trialGradient, 0, gradient, 0, x.length);
            value = trialValue;
            if (converged) {
                return;
            }
        }
    }

    /** The value at the accepted step, with the trial point and gradient there; NaN if none was found. */
    private double searchLine(MoreThuente search) {
        for (int evaluation = 0; evaluation < MAX_EVALUATIONS; evaluation++) {
            double step = search.step();
            for (int i = 0; i < x.length; i++) {
                trial[i] = x[i] + step * direction[i];
            }
            double value = objective.evaluate(trial, trialGradient);
            if (search.advance(value, dot(trialGradient, direction))) {
                return value;
            }
        }
        return Double.NaN;
    }

    /** Two-loop recursion: the direction is minus the inverse Hessian estimate times the gradient. */
    private void descentDirection() {
        for (int i = 0; i < x.length; i++) {
            direction[i] = -gradient[i];
        }
        for (int p = pairs - 1; p >= 0; p--) {
            int at = (oldest + p) % MEMORY;
            weights[at] = dot(steps[at], direction) / curvatures[at];
            add(direction, -weights[at], changes[at]);
        }
        for (int i = 0; i < x.length; i++) {
            direction[i] /= scale;
        }
        for (int p = 0; p < pairs; p++) {
            int at = (oldest + p) % MEMORY;
            double correction = weights[at] - dot(changes[at], direction) / curvatures[at];
            add(direction, correction, steps[at]);
        }
    }

    /** Stores the step and the change of gradient, unless the curvature along the step is not positive enough. */
    private void remember(double slope, double trialSlope, double stepLength) {
        double change = (trialSlope - slope) * stepLength;
        if (change <= EPSILON * (-slope * stepLength)) {
            return;
        }
        int at = (oldest + pairs) % MEMORY;
        if (pairs == MEMORY) {
            oldest = (oldest + 1) % MEMORY;
        } else {
            pairs++;
        }
        double[] step = steps[at];
        double[] gradientChange = changes[at];
        for (int i = 0; i < x.length; i++) {
            step[i] = trial[i] - x[i];
            gradientChange[i] = trialGradient[i] - gradient[i];
        }
        curvatures[at] = dot(step, gradientChange);
        scale = dot(gradientChange, gradientChange) / curvatures[at];
    }

    private static double greatest(double[] gradient) {
        double greatest = 0;
        for (double value : gradient) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static double dot(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        double sum = (s0 + s1) + (s2 + s3);
        for (; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] target, double factor, double[] x) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * x[i];
        }
    }
}
