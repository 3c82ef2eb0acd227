package dev.plumbline.harness.cli.option;

import java.util.List;
import java.util.regex.Pattern;

/** Lists on a command line: words apart by blanks, or by commas within one. */
public final class Words {

    /** Commas that are not in brackets, as that of {@code MTEB(eng, v2)} is. */
    private static final Pattern COMMA = Pattern.compile(",(?![^(]*\\))");

    private Words() {}

    /** The words one by one. */
    public static List<String> of(List<String> given) {
        return given.stream()
                .flatMap(COMMA::splitAsStream)
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
