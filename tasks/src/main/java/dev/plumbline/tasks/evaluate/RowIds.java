package dev.plumbline.tasks.evaluate;

import java.util.AbstractList;
import java.util.List;

/** What samples of rows are called: their numbers from 0. */
final class RowIds {

    private RowIds() {}

    static List<String> of(int rows) {
        return new AbstractList<>() {
            @Override
            public String get(int row) {
                return String.valueOf(row);
            }

            @Override
            public int size() {
                return rows;
            }
        };
    }
}
