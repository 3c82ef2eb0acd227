package dev.plumbline.models.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive with one module that has methods and no parameters, as {@code torch.jit.load} of libtorch 2.7 reads
 * it: a zip, entries not compressed, of the module's source and a pickled instance ({@code torch/csrc/jit/serialization}).
 */
final class ScriptArchive {

    private static final String ROOT = "script/";
    private static final String CLASS = "Script";
    /** Of the format, {@code kProducedFileFormatVersion}: with it operators have libtorch 2.7's arguments. */
    private static final String VERSION = "10\n";

    private ScriptArchive() {}

    /** The type of {@code self} in a method's signature. */
    static String self() {
        return "__torch__." + CLASS;
    }

    /**
     * Makes an archive.
     *
     * @param methods source of the methods, indented by two blanks, in the form that TorchScript writes itself
     */
    static byte[] of(String methods) {
        String source = "class " + CLASS + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
                + methods;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, "data.pkl", instance());
            put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", emptyTuple());
            put(zip, "version", VERSION.getBytes(StandardCharsets.US_ASCII));
            put(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Pickle, protocol 2, of an object of the class with the state {@code {"training": True}}. */
    private static byte[] instance() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        // PROTO 2
        pickle.write(0x80);
        pickle.write(2);
        // GLOBAL module class, EMPTY_TUPLE, NEWOBJ
        pickle.writeBytes(("c__torch__\n" + CLASS + "\n)").getBytes(StandardCharsets.US_ASCII));
        pickle.write(0x81);
        // EMPTY_DICT, MARK, BINUNICODE of four bytes' length
        String key = "training";
        pickle.writeBytes("}(X".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {(byte) key.length(), 0, 0, 0});
        pickle.writeBytes(key.getBytes(StandardCharsets.US_ASCII));
        // NEWTRUE, SETITEMS, BUILD, STOP
        pickle.write(0x88);
        pickle.writeBytes("ub.".getBytes(StandardCharsets.US_ASCII));
        return pickle.toByteArray();
    }

    private static byte[] emptyTuple() {
        return new byte[] {(byte) 0x80, 2, ')', '.'};
    }
}
