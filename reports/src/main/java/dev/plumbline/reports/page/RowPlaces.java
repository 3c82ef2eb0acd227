package dev.plumbline.reports.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Names that rows of tables are linked to by: the table's and what stands in the first cell, so that they stay as rows move. */
final class RowPlaces {

    private final Map<String, Integer> taken = new HashMap<>();

    /** A name that no other row of the page has. */
    String of(String table, Block.Row row) {
        String first = row.cells().isEmpty() ? "" : text(row.cells().get(0).content());
        String place = table + "." + slug(first);
        int before = taken.merge(place, 1, Integer::sum) - 1;
        return before == 0 ? place : of(table + "." + before, row);
    }

    private static String text(List<Inline> content) {
        return content.stream()
                .map(part -> part instanceof Inline.Given given
                        ? given.text()
                        : part instanceof Inline.Link link
                                ? link.text()
                                : part instanceof Inline.Words words ? words.text() : "")
                .collect(Collectors.joining());
    }

    /** Letters and digits of any script, and what names of models are made of; anything else would have to be escaped. */
    private static String slug(String text) {
        return text.codePoints()
                .map(letter -> Character.isLetterOrDigit(letter) || "-_.".indexOf(letter) >= 0 ? letter : '-')
                .limit(80)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
