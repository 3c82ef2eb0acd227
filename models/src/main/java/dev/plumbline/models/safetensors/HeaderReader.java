package dev.plumbline.models.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a file's header and holds it to the format: the tensors cover all bytes after the header, each once, in as many
 * bytes as shape and type need. Stricter than safetensors 0.8.0 in that a key may not occur twice.
 */
final class HeaderReader {

    /** {@code MAX_HEADER_SIZE} of the reference implementation, in bytes. */
    static final long MAX_HEADER = 100_000_000;

    static final String METADATA = "__metadata__";
    /** Dimensions; no library makes tensors of more. */
    private static final int MAX_RANK = 64;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;

    private HeaderReader(Path file) {
        this.file = file;
    }

    /**
     * A file's header.
     *
     * @param metadata free text by key
     * @param tensors in the order of their bytes
     * @param dataStart where in the file the bytes after the header begin
     */
    record Header(Map<String, String> metadata, List<TensorEntry> tensors, long dataStart) {
        Header {
            metadata = Map.copyOf(metadata);
            tensors = List.copyOf(tensors);
        }
    }

    /**
     * Reads the header.
     *
     * @throws PlumblineException of kind MODEL if it breaks the format, naming the file and the tensor
     */
    static Header read(FileChannel channel, Path file) throws IOException {
        return new HeaderReader(file).read(channel);
    }

    private Header read(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw wrong("it has " + size + " bytes, too few for a header");
        }
        ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, prefix, 0);
        long length = prefix.flip().getLong();
        if (length < 0 || length > MAX_HEADER) {
            throw wrong("the header claims " + Long.toUnsignedString(length) + " bytes, at most " + MAX_HEADER
                    + " are allowed");
        }
        long dataStart = Long.BYTES + length;
        if (dataStart > size) {
            throw wrong("the header claims " + length + " bytes, but only " + (size - Long.BYTES) + " follow");
        }
        ByteBuffer json = ByteBuffer.allocate(Math.toIntExact(length));
        fill(channel, json, Long.BYTES);
        Map<String, String> metadata = new LinkedHashMap<>();
        List<TensorEntry> tensors = new ArrayList<>();
        parse(text(json.flip()), metadata, tensors);
        tensors.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        checkCoverage(tensors, size - dataStart);
        return new Header(metadata, tensors, dataStart);
    }

    private void fill(FileChannel channel, ByteBuffer target, long position) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position()) < 0) {
                throw wrong("it ends within the header");
            }
        }
    }

    private String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw wrong("the header is not UTF-8");
        }
    }

    private void parse(String json, Map<String, String> metadata, List<TensorEntry> tensors) throws IOException {
        // the reference implementation allows no white space before it either
        if (!json.startsWith("{")) {
            throw wrong("the header is not a JSON object");
        }
        String at = "the header";
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                at = METADATA.equals(name) ? METADATA : "tensor '" + name + "'";
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw wrong(at + " is not a JSON object");
                }
                if (METADATA.equals(name)) {
                    readMetadata(parser, metadata);
                } else {
                    tensors.add(readTensor(parser, name));
                }
                at = "after " + at;
            }
            if (parser.nextToken() != null) {
                throw wrong("the header goes on after its JSON object");
            }
        } catch (JsonProcessingException e) {
            throw wrong(at + ": " + JsonObjection.of(e));
        }
    }

    private void readMetadata(JsonParser parser, Map<String, String> metadata) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw wrong(METADATA + ": the value of '" + key + "' is not a string");
            }
            metadata.put(key, parser.getText());
        }
    }

    private TensorEntry readTensor(JsonParser parser, String name) throws IOException {
        Dtype dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "dtype" -> dtype = readDtype(parser, name);
                case "shape" -> shape = readNumbers(parser, name, key);
                case "data_offsets" -> offsets = readNumbers(parser, name, key);
                default -> parser.skipChildren();
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw wrong(name, "it needs dtype, shape and two data_offsets");
        }
        TensorEntry entry = new TensorEntry(name, dtype, shape, offsets.get(0), offsets.get(1));
        long bits;
        try {
            bits = Math.multiplyExact(entry.elements(), dtype.bits());
        } catch (ArithmeticException e) {
            throw wrong(name, "its shape " + shape + " is beyond any file");
        }
        if (bits % Byte.SIZE != 0 || bits / Byte.SIZE != entry.end() - entry.begin()) {
            throw wrong(
                    name,
                    "shape " + shape + " of " + dtype + " needs " + bits + " bits, its offsets " + offsets + " hold "
                            + (entry.end() - entry.begin()) + " bytes");
        }
        return entry;
    }

    private Dtype readDtype(JsonParser parser, String name) throws IOException {
        String text = parser.getText();
        return Dtype.named(text).orElseThrow(() -> wrong(name, "its dtype '" + text + "' is not known"));
    }

    private List<Long> readNumbers(JsonParser parser, String name, String key) throws IOException {
        if (!parser.isExpectedStartArrayToken()) {
            throw wrong(name, key + " is not an array");
        }
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getLongValue() < 0) {
                throw wrong(name, key + " holds " + parser.getText() + ", not a whole number of 0 or more");
            }
            if (numbers.size() == MAX_RANK) {
                throw wrong(name, key + " holds more than " + MAX_RANK + " numbers");
            }
            numbers.add(parser.getLongValue());
        }
        return numbers;
    }

    private void checkCoverage(List<TensorEntry> tensors, long dataLength) {
        long covered = 0;
        for (TensorEntry entry : tensors) {
            if (entry.end() > dataLength) {
                throw wrong(
                        entry.name(),
                        "its bytes " + entry.begin() + " to " + entry.end()
                                + " lie beyond the end of the file, which has " + dataLength
                                + " after the header; it was cut short");
            }
            if (entry.begin() < covered) {
                throw wrong(entry.name(), "its bytes from " + entry.begin() + " overlap another tensor's");
            }
            if (entry.begin() > covered) {
                throw wrong(
                        entry.name(),
                        "the bytes " + covered + " to " + entry.begin() + " before it belong to no tensor");
            }
            covered = entry.end();
        }
        if (covered != dataLength) {
            throw wrong((dataLength - covered) + " bytes at its end belong to no tensor");
        }
    }

    private PlumblineException wrong(String tensor, String message) {
        return wrong("tensor '" + tensor + "': " + message);
    }

    private PlumblineException wrong(String message) {
        return PlumblineException.model(file + " is not a sound safetensors file: " + message + "; fetch it again");
    }
}
