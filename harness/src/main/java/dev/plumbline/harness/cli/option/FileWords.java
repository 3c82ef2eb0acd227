package dev.plumbline.harness.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Lists of files on a command line: apart by blanks, or by commas where no file has the whole as its name. */
public final class FileWords {

    private FileWords() {}

    /** The files one by one. */
    public static List<Path> of(List<Path> given) {
        return given.stream().flatMap(FileWords::each).toList();
    }

    private static Stream<Path> each(Path word) {
        return Files.exists(word)
                ? Stream.of(word)
                : Words.of(List.of(word.toString())).stream().map(Path::of);
    }
}
