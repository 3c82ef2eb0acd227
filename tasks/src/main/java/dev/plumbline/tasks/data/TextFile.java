package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The texts that one file of a repository holds: its own, decompressed where need be, or those of a zip archive's
 * members, in the order in which {@code datasets} 5.2 walks through them.
 */
final class TextFile {

    private static final int BUFFER = 1 << 16;

    private TextFile() {}

    /** Makes something of one text. */
    @FunctionalInterface
    interface Reading<T> {
        /**
         * Reads a text to its end.
         *
         * @param name of the file, and of the member where it is an archive
         */
        T read(RecordReader text, String name) throws IOException;
    }

    /**
     * Reads every text of a file.
     *
     * @throws PlumblineException of kind data, naming the compression, if the file is damaged or of a form that is not
     *     read; if a text is not UTF-8; or if a record of it does not end
     */
    static <T> List<T> each(Path file, String name, Reading<T> reading) {
        Compression compression = compression(file, name);
        try {
            if (compression == Compression.ZIP) {
                return members(file, name, reading);
            }
            try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
                return List.of(one(raw, compression, name, reading));
            }
        } catch (CharacterCodingException e) {
            throw PlumblineException.data(name + " is not UTF-8 text; convert it", e);
        } catch (RecordReader.TooLong e) {
            throw PlumblineException.data(
                    name + " has " + e.getMessage() + "; it is damaged or no data set: fetch it again", e);
        } catch (ZipException e) {
            throw damaged(name, compression, e);
        } catch (IOException e) {
            throw compression == Compression.NONE
                    ? PlumblineException.data(name + " cannot be read (" + e.getMessage() + "); fetch it again", e)
                    : damaged(name, compression, e);
        }
    }

    /** Names of an archive's files in reading order; empty if the file is no archive. */
    static List<String> members(Path file, String name) {
        if (compression(file, name) != Compression.ZIP) {
            return List.of();
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return entries(zip).stream().map(ZipEntry::getName).toList();
        } catch (IOException e) {
            throw damaged(name, Compression.ZIP, e);
        }
    }

    private static Compression compression(Path file, String name) {
        try {
            Compression compression = Compression.of(file);
            return switch (compression) {
                case EMPTY_ZIP -> throw PlumblineException.data(name + " is a zip archive without a file");
                case LZ4, RAR, SEVEN_ZIP ->
                    throw PlumblineException.data(name + " is " + compression
                            + " compressed, which is not read; compress it with gzip, zstd, bzip2, xz or zip");
                default -> compression;
            };
        } catch (IOException e) {
            throw PlumblineException.data(name + " cannot be read (" + e.getMessage() + "); fetch it again", e);
        }
    }

    private static PlumblineException damaged(String name, Compression compression, IOException cause) {
        return PlumblineException.data(
                name + " is " + compression + " compressed, and damaged or cut short; fetch it again", cause);
    }

    private static <T> T one(InputStream raw, Compression compression, String name, Reading<T> reading)
            throws IOException {
        BufferedReader text = new BufferedReader(
                new InputStreamReader(compression.decompressed(raw), StandardCharsets.UTF_8.newDecoder()), BUFFER);
        text.mark(1);
        if (text.read() != '\uFEFF') {
            text.reset();
        }
        return reading.read(new RecordReader(text), name);
    }

    private static <T> List<T> members(Path file, String name, Reading<T> reading) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<T> read = new ArrayList<>();
            for (ZipEntry entry : entries(zip)) {
                String member = name + ", " + entry.getName();
                try (BufferedInputStream raw = new BufferedInputStream(zip.getInputStream(entry), BUFFER)) {
                    raw.mark(BUFFER);
                    Compression inner = Compression.of(raw.readNBytes(8));
                    raw.reset();
                    if (inner != Compression.NONE) {
                        throw PlumblineException.data(member + " is " + inner
                                + " compressed inside the archive, which datasets does not read; compress it once");
                    }
                    read.add(one(raw, inner, member, reading));
                }
            }
            if (read.isEmpty()) {
                throw PlumblineException.data(name + " is a zip archive without a file that could be data");
            }
            return read;
        }
    }

    /** A folder's files before those of its folders, each by name; hidden ones are none of the data. */
    private static List<ZipEntry> entries(ZipFile zip) {
        List<ZipEntry> entries = new ArrayList<>();
        zip.stream()
                .filter(entry -> !entry.isDirectory() && !hidden(entry.getName()))
                .forEach(entries::add);
        entries.sort(Comparator.comparing(ZipEntry::getName, TextFile::walkOrder));
        return entries;
    }

    private static boolean hidden(String path) {
        for (String part : path.split("/", -1)) {
            if (part.startsWith(".") || part.startsWith("__")) {
                return true;
            }
        }
        return false;
    }

    private static int walkOrder(String a, String b) {
        String[] first = a.split("/", -1);
        String[] second = b.split("/", -1);
        int shared = 0;
        while (shared < Math.min(first.length, second.length) - 1 && first[shared].equals(second[shared])) {
            shared++;
        }
        boolean firstIsFile = shared == first.length - 1;
        boolean secondIsFile = shared == second.length - 1;
        if (firstIsFile != secondIsFile) {
            return firstIsFile ? -1 : 1;
        }
        return CodePoints.ORDER.compare(first[shared], second[shared]);
    }
}
