package dev.plumbline.models.safetensors;

import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One open file. Only its header is held; values are read where they lie. */
public final class SafetensorsFile implements TensorFile {

    private final Path file;
    private final FloatChannel values;
    private final HeaderReader.Header header;
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();

    private SafetensorsFile(Path file, FileChannel channel, HeaderReader.Header header) {
        this.file = file;
        this.values = new FloatChannel(file, channel);
        this.header = header;
        header.tensors().forEach(entry -> entries.put(entry.name(), entry));
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws PlumblineException of kind MODEL if it cannot be read or breaks the format, naming file and tensor
     */
    public static SafetensorsFile open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(OrdinaryFiles.require(file), StandardOpenOption.READ);
            SafetensorsFile opened = new SafetensorsFile(file, channel, HeaderReader.read(channel, file));
            channel = null;
            return opened;
        } catch (NoSuchFileException e) {
            throw PlumblineException.model(file + " is missing", e);
        } catch (IOException e) {
            throw FloatChannel.unreadable(file, e);
        } finally {
            if (channel != null) {
                new FloatChannel(file, channel).close();
            }
        }
    }

    /** Its tensors by name, in the order of their bytes. */
    @Override
    public Map<String, TensorEntry> tensors() {
        return Collections.unmodifiableMap(entries);
    }

    /** The header's free text by key. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    @Override
    public Path path() {
        return file;
    }

    @Override
    public void read(String name, long first, FloatBuffer target) {
        TensorEntry entry = tensor(name);
        values.check(entry, first, target);
        int width = entry.dtype().bits() / Byte.SIZE;
        values.read(entry.dtype(), header.dataStart() + entry.begin() + first * width, target, name);
    }

    @Override
    public long[] longs(String name) {
        return values.longs(tensor(name), header.dataStart() + tensor(name).begin());
    }

    @Override
    public void close() {
        values.close();
    }
}
