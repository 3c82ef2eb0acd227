package dev.plumbline.tasks.numeric;

/** Stable sorting of indices by a key, without boxing. */
public final class Order {

    private Order() {}

    /** Indices in ascending order of their keys; equal keys keep input order, -0 equals 0, NaN comes last. */
    public static int[] ascending(double[] keys) {
        int[] order = Draws.range(keys.length);
        int[] spare = order.clone();
        sort(spare, order, 0, keys.length, keys);
        return order;
    }

    /** Indices in descending order of their keys; equal keys keep input order, NaN comes last. */
    public static int[] descending(double[] keys) {
        double[] negated = new double[keys.length];
        for (int i = 0; i < keys.length; i++) {
            negated[i] = -keys[i];
        }
        return ascending(negated);
    }

    /** Sorts [from, to) of two equal arrays into the target. */
    private static void sort(int[] source, int[] target, int from, int to, double[] keys) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sort(target, source, from, middle, keys);
        sort(target, source, middle, to, keys);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeRight = left == middle || (right < to && before(keys[source[right]], keys[source[left]]));
            target[i] = source[takeRight ? right++ : left++];
        }
    }

    private static boolean before(double a, double b) {
        return a < b || (Double.isNaN(b) && !Double.isNaN(a));
    }
}
