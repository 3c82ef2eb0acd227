package dev.plumbline.models.safetensors;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A pickle of tensors by name, as {@code torch.save} writes a {@code state_dict}. A pickle is a program that may call
 * anything; here it may make numbers, texts, lists and dictionaries, and call the two functions that make a tensor or an
 * {@code OrderedDict}. Nothing else is called, and what asks for something else is an error that names it.
 */
final class TensorPickle {

    private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
    private static final String PARAMETER = "torch._utils._rebuild_parameter";
    private static final String DICTIONARY = "collections.OrderedDict";

    private static final Map<String, Dtype> STORAGES = Map.of(
            "torch.FloatStorage", Dtype.F32,
            "torch.HalfStorage", Dtype.F16,
            "torch.BFloat16Storage", Dtype.BF16,
            "torch.DoubleStorage", Dtype.F64,
            "torch.LongStorage", Dtype.I64,
            "torch.IntStorage", Dtype.I32,
            "torch.ShortStorage", Dtype.I16,
            "torch.CharStorage", Dtype.I8,
            "torch.ByteStorage", Dtype.U8,
            "torch.BoolStorage", Dtype.BOOL);

    private final ByteBuffer code;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    /** Stands on the stack for a collection's beginning. */
    private enum Mark {
        MARK
    }

    /** Python's None. */
    private enum None {
        NONE
    }

    /** A dictionary under construction. */
    private record Dictionary(Map<Object, Object> entries) {}

    /** A list under construction. */
    private record Items(List<Object> values) {}

    /** A name of a module's. */
    private record Name(String full) {}

    /** Values under a key of the archive. */
    private record Storage(Dtype dtype, String key, long elements) {}

    /**
     * A tensor's values within a storage.
     *
     * @param key the storage's
     * @param offset of its first value, in values
     * @param strides values from one to the next along each dimension
     */
    record Stored(Dtype dtype, String key, long offset, List<Long> shape, List<Long> strides) {
        Stored {
            shape = List.copyOf(shape);
            strides = List.copyOf(strides);
        }

        /** Whether its values lie one after the other, row-major. */
        boolean isContiguous() {
            long step = 1;
            for (int i = shape.size() - 1; i >= 0; i--) {
                if (shape.get(i) != 1 && strides.get(i) != step) {
                    return false;
                }
                step *= shape.get(i);
            }
            return true;
        }

        /** Values of its storage from the first to the last that it has, both included. */
        long span() {
            long last = 0;
            for (int i = 0; i < shape.size(); i++) {
                if (shape.get(i) == 0) {
                    return 0;
                }
                last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
            }
            return last + 1;
        }
    }

    private TensorPickle(ByteBuffer code) {
        this.code = code.order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads tensors by name.
     *
     * @throws IOException if it is not such a pickle; its message says what it asks for
     */
    static Map<String, Stored> read(ByteBuffer code) throws IOException {
        TensorPickle pickle = new TensorPickle(code);
        try {
            Object root = pickle.run();
            if (!(root instanceof Dictionary dictionary)) {
                throw new IOException("it holds no dictionary of tensors");
            }
            Map<String, Stored> tensors = new LinkedHashMap<>();
            for (Map.Entry<Object, Object> entry : dictionary.entries().entrySet()) {
                if (!(entry.getKey() instanceof String name) || !(entry.getValue() instanceof Stored tensor)) {
                    throw new IOException("it holds something under '" + entry.getKey() + "' that is no tensor");
                }
                tensors.put(name, tensor);
            }
            return tensors;
        } catch (BufferUnderflowException e) {
            throw new IOException("its pickle ends early", e);
        } catch (ClassCastException | ArithmeticException | IndexOutOfBoundsException | NoSuchElementException e) {
            throw new IOException("its pickle is not one of tensors", e);
        }
    }

    private Object run() throws IOException {
        while (true) {
            int operation = Byte.toUnsignedInt(code.get());
            switch (operation) {
                case 0x80 -> code.get(); // PROTO
                case 0x95 -> code.getLong(); // FRAME
                case '.' -> {
                    return pop();
                }
                case '(' -> stack.push(Mark.MARK);
                case '}' -> stack.push(new Dictionary(new LinkedHashMap<>()));
                case ']' -> stack.push(new Items(new ArrayList<>()));
                case ')' -> stack.push(List.of());
                case 't' -> stack.push(List.copyOf(toMark()));
                case 0x85 -> tuple(1);
                case 0x86 -> tuple(2);
                case 0x87 -> tuple(3);
                case 'N' -> stack.push(None.NONE);
                case 0x88 -> stack.push(true);
                case 0x89 -> stack.push(false);
                case 'J' -> stack.push((long) code.getInt());
                case 'K' -> stack.push((long) Byte.toUnsignedInt(code.get()));
                case 'M' -> stack.push((long) Short.toUnsignedInt(code.getShort()));
                case 0x8a -> stack.push(number(Byte.toUnsignedInt(code.get())));
                case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(code.getLong())));
                case 'X' -> stack.push(text(code.getInt()));
                case 0x8c -> stack.push(text(Byte.toUnsignedInt(code.get())));
                case 'c' -> stack.push(new Name(line() + "." + line()));
                case 0x93 -> {
                    String name = (String) pop();
                    stack.push(new Name(pop() + "." + name));
                }
                case 'Q' -> stack.push(storage((List<?>) pop()));
                case 'R' -> {
                    List<?> arguments = (List<?>) pop();
                    stack.push(call((Name) pop(), arguments));
                }
                case 0x81 -> {
                    pop();
                    throw notRun((Name) pop());
                }
                case 'q' -> memo.put(Byte.toUnsignedInt(code.get()), stack.element());
                case 'r' -> memo.put(code.getInt(), stack.element());
                case 0x94 -> memo.put(memo.size(), stack.element());
                case 'h' -> stack.push(remembered(Byte.toUnsignedInt(code.get())));
                case 'j' -> stack.push(remembered(code.getInt()));
                case 'a' -> {
                    Object value = pop();
                    list().add(value);
                }
                case 'e' -> {
                    List<Object> values = toMark();
                    list().addAll(values);
                }
                case 's' -> {
                    Object value = pop();
                    Object key = pop();
                    dictionary().put(key, value);
                }
                case 'u' -> {
                    List<Object> values = toMark();
                    for (int i = 0; i + 1 < values.size(); i += 2) {
                        dictionary().put(values.get(i), values.get(i + 1));
                    }
                }
                case 'b' -> pop(); // BUILD: a state_dict's versions, which are of no use here
                default ->
                    throw new IOException("its pickle has the operation " + operation + ", which no tensor needs");
            }
        }
    }

    private Object pop() throws IOException {
        if (stack.isEmpty()) {
            throw new IOException("its pickle takes more than it put");
        }
        return stack.pop();
    }

    private Object remembered(int key) throws IOException {
        Object value = memo.get(key);
        if (value == null) {
            throw new IOException("its pickle asks for what it did not keep");
        }
        return value;
    }

    private Map<Object, Object> dictionary() {
        return ((Dictionary) stack.element()).entries();
    }

    private List<Object> list() {
        return ((Items) stack.element()).values();
    }

    private List<Object> toMark() throws IOException {
        List<Object> values = new ArrayList<>();
        for (Object value = pop(); value != Mark.MARK; value = pop()) {
            values.add(value);
        }
        Collections.reverse(values);
        return values;
    }

    private void tuple(int size) throws IOException {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(pop());
        }
        Collections.reverse(values);
        stack.push(List.copyOf(values));
    }

    private long number(int bytes) throws IOException {
        if (bytes > Long.BYTES) {
            throw new IOException("its pickle has a number of " + bytes + " bytes");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= Byte.toUnsignedLong(code.get()) << (Byte.SIZE * i);
        }
        int unused = Long.SIZE - Byte.SIZE * bytes;
        return bytes == 0 ? 0 : value << unused >> unused;
    }

    private String text(int bytes) throws IOException {
        if (bytes < 0 || bytes > code.remaining()) {
            throw new IOException("its pickle ends early");
        }
        byte[] text = new byte[bytes];
        code.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (char c = (char) code.get(); c != '\n'; c = (char) code.get()) {
            line.append(c);
        }
        return line.toString();
    }

    /** {@code ("storage", type, key, device, elements)}. */
    private static Storage storage(List<?> id) throws IOException {
        String type = ((Name) id.get(1)).full();
        Dtype dtype = STORAGES.get(type);
        if (!"storage".equals(id.get(0)) || dtype == null) {
            throw new IOException("its pickle asks for " + type + ", which is no storage of numbers");
        }
        return new Storage(dtype, (String) id.get(2), (Long) id.get(4));
    }

    private static Object call(Name function, List<?> arguments) throws IOException {
        return switch (function.full()) {
            case DICTIONARY -> new Dictionary(new LinkedHashMap<>());
            case PARAMETER -> arguments.get(0);
            case TENSOR -> tensor(arguments);
            default -> throw notRun(function);
        };
    }

    private static IOException notRun(Name function) {
        return new IOException("its pickle calls " + function.full() + ", which makes no tensor; it is not run");
    }

    private static Stored tensor(List<?> arguments) throws IOException {
        Storage storage = (Storage) arguments.get(0);
        long offset = (Long) arguments.get(1);
        Stored tensor =
                new Stored(storage.dtype(), storage.key(), offset, longs(arguments.get(2)), longs(arguments.get(3)));
        boolean negative = offset < 0
                || tensor.shape().stream().anyMatch(size -> size < 0)
                || tensor.strides().stream().anyMatch(step -> step < 0);
        if (negative
                || tensor.shape().size() != tensor.strides().size()
                || Math.addExact(offset, tensor.span()) > storage.elements()) {
            throw new IOException(
                    "its pickle has a tensor of shape " + tensor.shape() + " that its storage does not hold");
        }
        return tensor;
    }

    private static List<Long> longs(Object tuple) {
        List<Long> values = new ArrayList<>();
        ((List<?>) tuple).forEach(value -> values.add((Long) value));
        return values;
    }
}
