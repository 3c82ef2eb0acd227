package dev.plumbline.tasks.data;

import java.util.List;

/** What is odd about texts and still scored. */
public final class OddTexts {

    private OddTexts() {}

    /** Of columns of texts. What is no text at all is left to whoever reads the column. */
    public static List<Oddity> of(Table table, String... columns) {
        Oddity.Tally blank = blank();
        for (String column : columns) {
            List<Object> values = table.column(column);
            for (int row = 0; row < values.size(); row++) {
                int at = row;
                if (isBlank(values.get(row))) {
                    blank.add(() -> table.where(at, column));
                }
            }
        }
        return blank.found();
    }

    /** Of columns of lists of texts. */
    public static List<Oddity> ofLists(Table table, String... columns) {
        Oddity.Tally blank = blank();
        Oddity.Tally characters = new Oddity.Tally(
                "rows have a string where a list is wanted; its characters are taken for the list, as mteb takes them");
        for (String column : columns) {
            List<Object> values = table.column(column);
            for (int row = 0; row < values.size(); row++) {
                int at = row;
                if (values.get(row) instanceof List<?> texts) {
                    texts.stream().filter(OddTexts::isBlank).forEach(text -> blank.add(() -> table.where(at, column)));
                } else if (values.get(row) instanceof String) {
                    characters.add(() -> table.where(at, column));
                }
            }
        }
        return Oddity.found(blank, characters);
    }

    static Oddity.Tally blank() {
        return new Oddity.Tally("texts are empty or white space; encoded as they are");
    }

    static boolean isBlank(Object value) {
        return value instanceof String text && PythonText.strip(text).isEmpty();
    }
}
