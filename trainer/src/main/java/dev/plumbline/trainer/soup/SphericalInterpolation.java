package dev.plumbline.trainer.soup;

import dev.plumbline.models.safetensors.FloatSource;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The point on the way from one vector to another along the arc between them: {@code (sin((1-t) w) a + sin(t w) b) / sin w}
 * with w the angle between them, applied to the vectors as they are, so that lengths go from one to the other.
 */
final class SphericalInterpolation {

    private static final int PIECE = 1 << 16;
    /** Vectors nearer to one line than this are interpolated in a straight line, where the sine loses its digits. */
    private static final double STRAIGHT = 1e-4;

    private SphericalInterpolation() {}

    /**
     * Interpolates.
     *
     * @param t from 0, which is {@code from}, to 1, which is {@code to}
     */
    static FloatSource between(FloatSource from, FloatSource to, double t, long elements) {
        double angle = angle(from, to, elements);
        double sine = Math.sin(angle);
        double[] factors = Math.abs(sine) < STRAIGHT
                ? new double[] {1 - t, t}
                : new double[] {Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine};
        return new LinearCombination(List.of(from, to), factors);
    }

    /** From 0 to pi; 0 if one of them is zero. */
    private static double angle(FloatSource left, FloatSource right, long elements) {
        double product = 0;
        double leftSquares = 0;
        double rightSquares = 0;
        for (long first = 0; first < elements; first += PIECE) {
            int count = (int) Math.min(PIECE, elements - first);
            FloatBuffer a = FloatBuffer.allocate(count);
            FloatBuffer b = FloatBuffer.allocate(count);
            left.read(first, a);
            right.read(first, b);
            for (int i = 0; i < count; i++) {
                product += (double) a.get(i) * b.get(i);
                leftSquares += (double) a.get(i) * a.get(i);
                rightSquares += (double) b.get(i) * b.get(i);
            }
        }
        double norms = Math.sqrt(leftSquares) * Math.sqrt(rightSquares);
        return norms == 0 ? 0 : Math.acos(Math.max(-1, Math.min(1, product / norms)));
    }
}
