package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One number type per column, as Arrow infers it: whole numbers become floating-point where a column has both. Lists
 * count by depth; structures are left alone.
 */
final class NumberTypes {

    private NumberTypes() {}

    static List<Object> unified(List<Object> column) {
        if (column instanceof TextColumn) {
            return column;
        }
        Set<Integer> whole = new HashSet<>();
        Set<Integer> floating = new HashSet<>();
        scan(column, 0, whole, floating);
        whole.retainAll(floating);
        return whole.isEmpty() ? column : widened(column, 0, whole);
    }

    private static void scan(List<?> values, int depth, Set<Integer> whole, Set<Integer> floating) {
        for (Object value : values) {
            if (value instanceof Long) {
                whole.add(depth);
            } else if (value instanceof Double) {
                floating.add(depth);
            } else if (value instanceof List<?> nested) {
                scan(nested, depth + 1, whole, floating);
            }
        }
    }

    private static List<Object> widened(List<?> values, int depth, Set<Integer> depths) {
        List<Object> out = new ArrayList<>(values.size());
        for (Object value : values) {
            if (value instanceof Long number && depths.contains(depth)) {
                out.add((double) number);
            } else if (value instanceof List<?> nested) {
                out.add(widened(nested, depth + 1, depths));
            } else {
                out.add(value);
            }
        }
        return out;
    }
}
