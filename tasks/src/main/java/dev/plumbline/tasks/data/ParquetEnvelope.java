package dev.plumbline.tasks.data;

import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The frame of a Parquet file, checked before the library allocates what the file asks for. */
final class ParquetEnvelope {

    static final int MAGIC_LENGTH = 4;
    private static final String MAGIC = "PAR1";
    private static final String ENCRYPTED = "PARE";

    private ParquetEnvelope() {}

    /** Position of the footer, which is where the last column ends at the latest. */
    static long footerStart(Path file, String name) throws IOException {
        try (FileChannel channel = FileChannel.open(OrdinaryFiles.require(file))) {
            long size = channel.size();
            // magic, footer, its length, magic
            if (size < 3 * MAGIC_LENGTH) {
                throw notParquet(name, "it has only " + size + " bytes");
            }
            String head = text(bytes(channel, 0, MAGIC_LENGTH));
            ByteBuffer tail = bytes(channel, size - 2 * MAGIC_LENGTH, 2 * MAGIC_LENGTH);
            long footer = Integer.toUnsignedLong(tail.getInt());
            String end = text(tail);
            if (end.equals(ENCRYPTED)) {
                throw PlumblineException.data(name + " is an encrypted Parquet file; decrypt it first");
            }
            if (!head.equals(MAGIC)) {
                throw notParquet(name, "it does not begin with " + MAGIC);
            }
            if (!end.equals(MAGIC)) {
                throw notParquet(name, "it does not end with " + MAGIC + ", as if cut off");
            }
            if (footer == 0 || footer > size - 3 * MAGIC_LENGTH) {
                throw notParquet(name, "its footer would have " + footer + " bytes in a file of " + size);
            }
            return size - 2 * MAGIC_LENGTH - footer;
        }
    }

    private static PlumblineException notParquet(String name, String why) {
        return PlumblineException.data(name + " is not a whole Parquet file: " + why + "; fetch it again");
    }

    private static ByteBuffer bytes(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
            // a short read goes on where it stopped
        }
        return buffer.flip();
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[MAGIC_LENGTH];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
