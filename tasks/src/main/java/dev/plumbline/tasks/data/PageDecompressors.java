package dev.plumbline.tasks.data;

import com.github.luben.zstd.ZstdInputStream;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.brotli.dec.BrotliInputStream;
import org.xerial.snappy.Snappy;

/**
 * Decompression of Parquet pages without Hadoop's codec machinery, and with a limit: a page header is free to claim any
 * size. All codecs that pyarrow reads.
 */
final class PageDecompressors implements CompressionCodecFactory {

    /** Writers aim at one mebibyte; a dictionary of long texts can be hundreds of times that, not more. */
    private static final int LARGEST_PAGE = 1 << 30;

    /** Turns exactly {@code out.length} bytes' worth of compressed input into them. */
    @FunctionalInterface
    private interface Inflate {
        void into(byte[] compressed, byte[] out) throws IOException;
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("read only");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Page(PageDecompressors::copy);
            case SNAPPY -> new Page(PageDecompressors::snappy);
            case ZSTD -> new Page((in, out) -> stream(new ZstdInputStream(new ByteArrayInputStream(in)), out));
            case GZIP -> new Page((in, out) -> stream(new GZIPInputStream(new ByteArrayInputStream(in)), out));
            case BROTLI -> new Page((in, out) -> stream(new BrotliInputStream(new ByteArrayInputStream(in)), out));
            case LZ4_RAW -> new Page((in, out) -> lz4(in, 0, in.length, out, 0, out.length));
            case LZ4 -> new Page(PageDecompressors::lz4OfHadoop);
            default ->
                throw new UnsupportedOperationException(
                        "pages compressed with " + codec + "; write the file with snappy, zstd or lz4");
        };
    }

    @Override
    public void release() {}

    private static void copy(byte[] in, byte[] out) throws IOException {
        if (in.length != out.length) {
            throw new IOException("an uncompressed page of " + in.length + " bytes claims " + out.length);
        }
        System.arraycopy(in, 0, out, 0, out.length);
    }

    private static void snappy(byte[] in, byte[] out) throws IOException {
        if (Snappy.uncompressedLength(in) != out.length) {
            throw new IOException(
                    "a page of " + Snappy.uncompressedLength(in) + " bytes claims " + out.length + " in its header");
        }
        Snappy.uncompress(in, 0, in.length, out, 0);
    }

    private static void lz4(byte[] in, int from, int length, byte[] out, int to, int size) throws IOException {
        int written = new Lz4Decompressor().decompress(in, from, length, out, to, size);
        if (written != size) {
            throw new IOException("an LZ4 page has " + written + " bytes, not the " + size + " it claims");
        }
    }

    /**
     * Blocks after two big-endian sizes each, as Hadoop wrote them; or one plain block, as old versions of Arrow did under
     * the same name. Arrow tells them apart in this way too.
     */
    private static void lz4OfHadoop(byte[] in, byte[] out) throws IOException {
        ByteBuffer sizes = ByteBuffer.wrap(in);
        int from = 0;
        int to = 0;
        while (in.length - from >= 8) {
            int size = sizes.getInt(from);
            int compressed = sizes.getInt(from + 4);
            if (size < 0 || size > out.length - to || compressed < 0 || compressed > in.length - from - 8) {
                break;
            }
            lz4(in, from + 8, compressed, out, to, size);
            from += 8 + compressed;
            to += size;
        }
        if (from != in.length || to != out.length) {
            lz4(in, 0, in.length, out, 0, out.length);
        }
    }

    private static void stream(InputStream source, byte[] out) throws IOException {
        try (source) {
            int read = source.readNBytes(out, 0, out.length);
            if (read != out.length || source.read() >= 0) {
                throw new IOException("a page does not have the " + out.length + " bytes its header claims");
            }
        }
    }

    private record Page(Inflate inflate) implements BytesInputDecompressor {

        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
            return BytesInput.from(inflated(bytes.toInputStream().readAllBytes(), decompressedSize));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
                throws IOException {
            byte[] compressed = new byte[compressedSize];
            input.get(compressed);
            output.put(inflated(compressed, decompressedSize));
        }

        @Override
        public void release() {}

        private byte[] inflated(byte[] compressed, int size) throws IOException {
            if (size < 0 || size > LARGEST_PAGE) {
                throw new IOException("a page claims " + size + " bytes");
            }
            byte[] out = new byte[size];
            inflate.into(compressed, out);
            return out;
        }
    }
}
