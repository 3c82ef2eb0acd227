package dev.plumbline.tasks.data;

import com.github.luben.zstd.ZstdInputStream;
import dev.plumbline.ground.OrdinaryFiles;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Compression of a whole text file, known by its first bytes and not by its name, as {@code datasets} 5.2 does it
 * ({@code utils/file_utils.py}): people rename files.
 */
public enum Compression {
    NONE("", true),
    GZIP("1f8b", true),
    ZSTD("28b52ffd", true),
    BZIP2("425a68", true),
    XZ("fd377a585a00", true),
    /** An archive of files, see {@link TextFile}. */
    ZIP("504b0304", false),
    EMPTY_ZIP("504b0506", false),
    LZ4("04224d18", false),
    RAR("526172211a07", false),
    SEVEN_ZIP("377abcaf271c", false);

    private static final int BUFFER = 1 << 16;

    /** A dictionary of more than this is no data set's, but a trap. */
    private static final int XZ_MEMORY_KIB = 512 << 10;

    /** In hex. */
    private final String magic;

    private final boolean readable;

    Compression(String magic, boolean readable) {
        this.magic = magic;
        this.readable = readable;
    }

    /** By the first bytes of a file. */
    public static Compression of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(OrdinaryFiles.require(file))) {
            return of(in.readNBytes(8));
        }
    }

    static Compression of(byte[] start) {
        String hex = HexFormat.of().formatHex(start);
        return Arrays.stream(values())
                .filter(each -> each != NONE && hex.startsWith(each.magic))
                .findFirst()
                .orElse(NONE);
    }

    /**
     * What the bytes are when decompressed; several streams one after another are one.
     *
     * @throws IOException if they do not begin as such a file does, or are an archive or of a form that is not read
     */
    public InputStream decompressed(InputStream raw) throws IOException {
        if (!readable) {
            throw new IOException(this + " is not read here; decompress it");
        }
        return switch (this) {
            case GZIP -> new GZIPInputStream(raw, BUFFER);
            case ZSTD -> new ZstdInputStream(raw);
            case BZIP2 -> new Guarded(new BZip2CompressorInputStream(raw, true));
            case XZ -> new XZInputStream(raw, XZ_MEMORY_KIB);
            default -> raw;
        };
    }

    /** As people call it. */
    @Override
    public String toString() {
        return switch (this) {
            case EMPTY_ZIP -> "zip";
            case SEVEN_ZIP -> "7z";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }

    /** The bzip2 decoder meets damaged bytes with whatever its arrays throw; that is a damaged file like any other. */
    private static final class Guarded extends FilterInputStream {

        Guarded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int count = read(one, 0, 1);
            return count < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] out, int from, int length) throws IOException {
            try {
                return in.read(out, from, length);
            } catch (RuntimeException e) {
                throw new IOException("damaged bzip2 data", e);
            }
        }
    }
}
