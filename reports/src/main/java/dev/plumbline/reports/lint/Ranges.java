package dev.plumbline.reports.lint;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What values a measure can have at all. */
final class Ranges {

    private static final String RULE = "range";
    private static final double ROUNDING = 1e-9;

    private Ranges() {}

    static void check(EntryFindings entry) {
        entry.scores().toMap().forEach((name, value) -> check(name, name, value, entry));
    }

    private static void check(String path, String name, Object value, EntryFindings entry) {
        if (value instanceof Double number) {
            number(path, name, number, entry);
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                check(path + "[" + i + "]", name, list.get(i), entry);
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, nested) -> {
                String inner = (String) key;
                check(path + "." + inner, inner.startsWith("Level ") ? name : inner, nested, entry);
            });
        } else if (value instanceof String text) {
            entry.error(RULE, path + " is the text \"" + text + "\", not a number");
        }
    }

    private static void number(String path, String name, double value, EntryFindings entry) {
        if (name.endsWith("threshold") || name.equals("evaluation_time")) {
            return;
        }
        if (Double.isInfinite(value)) {
            entry.error(RULE, path + " is infinite");
        } else if (value > 1 + ROUNDING) {
            entry.error(RULE, EntryFindings.said(path, value) + " is above 1");
        } else if (value < lowest(name) - ROUNDING) {
            entry.error(RULE, EntryFindings.said(path, value) + " is below " + lowest(name));
        }
    }

    private static double lowest(String name) {
        // mteb 1 wrote nAUC_
        String measure = name.toLowerCase(Locale.ROOT);
        if (measure.startsWith("nauc_") || measure.contains("_nauc_")) {
            return Double.NEGATIVE_INFINITY;
        }
        boolean signed = name.endsWith("pearson")
                || name.endsWith("spearman")
                || name.equals("main_score")
                || name.startsWith("ami");
        return signed ? -1 : 0;
    }
}
