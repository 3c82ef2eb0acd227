package dev.plumbline.trainer.decontaminate;

import dev.plumbline.ground.PlumblineException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Test texts on their way to another process, which finds with them what is found here, number for number. */
public final class TestTextsFile {

    private TestTextsFile() {}

    /**
     * Writes all texts in their order.
     *
     * @throws IOException if there is no room or no right to write
     */
    public static void write(TestTexts tests, Path file) throws IOException {
        List<TestSource> sources = new ArrayList<>();
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(tests.fewestWords());
            out.writeInt(tests.size());
            for (int entry = 0; entry < tests.size(); entry++) {
                TestSource source = tests.source(entry);
                int number = sources.lastIndexOf(source);
                out.writeInt(number);
                if (number < 0) {
                    sources.add(source);
                    for (String part : List.of(source.task(), source.split(), source.subset(), source.part())) {
                        write(part, out);
                    }
                }
                write(tests.text(entry), out);
            }
        }
    }

    /**
     * Reads them again.
     *
     * @throws PlumblineException of kind STORAGE if the file cannot be read
     */
    public static TestTexts read(Path file) {
        List<TestSource> sources = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            TestTexts tests = new TestTexts(in.readInt());
            int size = in.readInt();
            for (int entry = 0; entry < size; entry++) {
                int number = in.readInt();
                if (number < 0) {
                    number = sources.size();
                    sources.add(new TestSource(text(in), text(in), text(in), text(in)));
                }
                tests.add(sources.get(number), text(in));
            }
            return tests;
        } catch (IOException e) {
            throw PlumblineException.storage("test texts in " + file + " cannot be read: " + e, e);
        }
    }

    /** A text may be longer than what {@link DataOutputStream#writeUTF} takes. */
    private static void write(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
