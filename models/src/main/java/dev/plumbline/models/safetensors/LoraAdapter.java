package dev.plumbline.models.safetensors;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A LoRA adapter over a base's tensors: where it has two matrices for one, {@code W + scaling B A} is read instead, in
 * float32; where it has a whole tensor ({@code modules_to_save}, trained biases), that one.
 */
final class LoraAdapter implements AutoCloseable {

    private static final String SAFE = "adapter_model.safetensors";
    private static final String PICKLED = "adapter_model.bin";
    private static final String PREFIX = "base_model.model.";
    private static final String SAVED = ".modules_to_save";
    private static final String BASE_LAYER = ".base_layer";

    private final TensorFile file;
    private final String hash;
    private final Map<String, Change> changes = new HashMap<>();
    private final Map<String, String> wholes = new LinkedHashMap<>();
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();

    /** What is added to a matrix: the product of {@code [outputs, rank]}, times the scaling, and {@code [rank, inputs]}. */
    private static final class Change {

        private final int rank;
        private final int inputs;
        private final float[] first;
        private final float[] second;

        Change(int rank, int inputs, float[] first, float[] second) {
            this.rank = rank;
            this.inputs = inputs;
            this.first = first;
            this.second = second;
        }

        void add(long from, FloatBuffer target, int start) {
            int end = target.position();
            float[] row = new float[inputs];
            int place = start;
            while (place < end) {
                long value = from + (place - start);
                int output = Math.toIntExact(value / inputs);
                int column = (int) (value % inputs);
                int count = Math.min(inputs - column, end - place);
                Arrays.fill(row, 0, count, 0);
                for (int k = 0; k < rank; k++) {
                    float factor = second[output * rank + k];
                    for (int i = 0; i < count; i++) {
                        row[i] += factor * first[k * inputs + column + i];
                    }
                }
                for (int i = 0; i < count; i++) {
                    target.put(place + i, target.get(place + i) + row[i]);
                }
                place += count;
            }
        }
    }

    private LoraAdapter(TensorFile file, String hash) {
        this.file = file;
        this.hash = hash;
    }

    /**
     * Opens a folder's adapter.
     *
     * @param base tensors of the model that it changes
     * @throws PlumblineException of kind MODEL if it has no weights, does not belong to the base or needs what is not supported
     */
    static LoraAdapter open(Path folder, Map<String, TensorEntry> base) {
        LoraConfig config = LoraConfig.read(folder);
        TensorFile file = TensorFile.in(folder, SAFE, PICKLED)
                .orElseThrow(() -> PlumblineException.model(
                        folder + " has an " + LoraConfig.FILE + ", and neither " + SAFE + " nor " + PICKLED));
        boolean done = false;
        try {
            LoraAdapter adapter = new LoraAdapter(file, hash(file, config));
            adapter.match(config, base);
            done = true;
            return adapter;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    private static String hash(TensorFile file, LoraConfig config) {
        try {
            return Sha256.hex(Sha256.hex(file.path()) + " " + config.json());
        } catch (IOException e) {
            throw PlumblineException.model(file.path() + " cannot be read: " + e, e);
        }
    }

    private void match(LoraConfig config, Map<String, TensorEntry> base) {
        Map<String, String> firsts = new TreeMap<>();
        Map<String, String> seconds = new TreeMap<>();
        for (String name : file.tensors().keySet()) {
            String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
            if (plain.contains(".original_module.")) {
                // the base's own, kept beside one that is saved
                continue;
            }
            int lora = plain.indexOf(".lora_");
            if (lora < 0) {
                String whole = plain.replace(SAVED + ".", ".").replace(BASE_LAYER + ".", ".");
                wholes.put(ofBase(whole, base, true), name);
                continue;
            }
            String module = plain.substring(0, lora);
            String part = plain.substring(lora + 1);
            if (part.equals("lora_A.weight") || part.equals("lora_A.default.weight")) {
                firsts.put(module, name);
            } else if (part.equals("lora_B.weight") || part.equals("lora_B.default.weight")) {
                seconds.put(module, name);
            } else {
                throw config.wrong("the adapter's tensor '" + name
                        + "' is not supported; only lora_A and lora_B of linear" + " layers are");
            }
        }
        if (!firsts.keySet().equals(seconds.keySet()) || (firsts.isEmpty() && wholes.isEmpty())) {
            throw config.wrong("the adapter's file does not have a lora_B for each lora_A, or is empty");
        }
        wholes.forEach((name, own) -> {
            TensorEntry entry = file.tensor(own);
            entries.put(name, new TensorEntry(name, entry.dtype(), entry.shape(), entry.begin(), entry.end()));
        });
        // of the same modules, and both sorted by them
        Iterator<String> second = seconds.values().iterator();
        firsts.forEach((module, name) -> change(config, module, name, second.next(), base));
    }

    private void change(
            LoraConfig config, String module, String firstName, String secondName, Map<String, TensorEntry> base) {
        String tensor = ofBase(module + ".weight", base, false);
        TensorEntry first = file.tensor(firstName);
        TensorEntry second = file.tensor(secondName);
        List<Long> shape = shape(base, tensor);
        boolean fits = shape.size() == 2
                && first.shape().size() == 2
                && second.shape().size() == 2
                && first.shape().get(1).equals(shape.get(1))
                && second.shape().get(0).equals(shape.get(0))
                && first.shape().get(0).equals(second.shape().get(1));
        if (!fits) {
            throw config.wrong("'" + firstName + "' of shape " + first.shape() + " and '" + secondName + "' of shape "
                    + second.shape() + " do not change a matrix of shape " + shape);
        }
        long rank = first.shape().get(0);
        double scaling = config.scaling(module, rank);
        float[] scaled = file.floats(secondName);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (scaled[i] * scaling);
        }
        changes.put(
                tensor,
                new Change(Math.toIntExact(rank), Math.toIntExact(shape.get(1)), file.floats(firstName), scaled));
    }

    private static List<Long> shape(Map<String, TensorEntry> base, String tensor) {
        TensorEntry entry = base.get(tensor);
        if (entry == null) {
            throw new IllegalArgumentException(tensor + " is no tensor of the base");
        }
        return entry.shape();
    }

    /** The base's tensor of that name, which may have one more part before it, or one less. */
    private String ofBase(String name, Map<String, TensorEntry> base, boolean mayBeNew) {
        if (base.containsKey(name)) {
            return name;
        }
        List<String> found = new ArrayList<>();
        for (String known : base.keySet()) {
            if (known.endsWith("." + name) || name.endsWith("." + known)) {
                found.add(known);
            }
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty() && mayBeNew) {
            return name;
        }
        throw PlumblineException.model(file.path() + " changes '" + name + "', which the base has "
                + (found.isEmpty() ? "not; it is another model's adapter" : "more than once: " + found));
    }

    /** Tensors that come from here whole. */
    Map<String, TensorEntry> wholes() {
        return Collections.unmodifiableMap(entries);
    }

    /** Reads a tensor that comes from here whole. */
    void read(String name, long first, FloatBuffer target) {
        String own = wholes.get(name);
        if (own == null) {
            throw new IllegalArgumentException(name + " does not come from the adapter");
        }
        file.read(own, first, target);
    }

    /**
     * Adds to values of the base that are in a buffer.
     *
     * @param from the first of them, counted from the tensor's start
     * @param start their place in the buffer; they end at its position
     */
    void add(String name, long from, FloatBuffer target, int start) {
        Change change = changes.get(name);
        if (change != null) {
            change.add(from, target, start);
        }
    }

    String hash() {
        return hash;
    }

    @Override
    public void close() {
        file.close();
    }
}
