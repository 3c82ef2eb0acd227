package dev.plumbline.models.safetensors;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The weights in a model's folder, as transformers looks for them: {@code model.safetensors}, else the shards that {@code
 * model.safetensors.index.json} lists, else {@code pytorch_model.bin} or its shards, of which tensors alone are read. Of a
 * folder with a PEFT adapter it is the base's weights with the adapter merged in.
 */
public final class Checkpoint implements AutoCloseable {

    public static final String SINGLE = "model.safetensors";
    public static final String INDEX = "model.safetensors.index.json";
    public static final String TORCH = "pytorch_model.bin";
    public static final String TORCH_INDEX = "pytorch_model.bin.index.json";

    private static final List<String> SINGLES = List.of(SINGLE, TORCH);
    private static final List<String> INDEXES = List.of(INDEX, TORCH_INDEX);

    private final Path folder;
    private final List<TensorFile> files;
    private final Map<String, TensorFile> holders;
    private final Optional<LoraAdapter> adapter;

    private Checkpoint(Path folder, List<TensorFile> files, Map<String, TensorFile> holders) {
        this(folder, files, holders, Optional.empty());
    }

    private Checkpoint(
            Path folder, List<TensorFile> files, Map<String, TensorFile> holders, Optional<LoraAdapter> adapter) {
        this.adapter = adapter;
        this.folder = folder;
        this.files = List.copyOf(files);
        this.holders = holders;
    }

    /** Whether a folder has weights in this form. */
    public static boolean isIn(Path folder) {
        return file(folder).isPresent();
    }

    /** The names under which weights are looked for, in this order. */
    public static List<String> names() {
        return List.of(SINGLE, INDEX, TORCH, TORCH_INDEX);
    }

    /** The file of a folder's weights, or the index of their shards; of an adapter, what it is described by. */
    public static Optional<Path> file(Path folder) {
        return AdapterBase.isIn(folder) ? Optional.of(folder.resolve(LoraConfig.FILE)) : plainFile(folder);
    }

    private static Optional<Path> plainFile(Path folder) {
        return names().stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /**
     * Opens a folder's weights and checks every header, and that index and shards name the same tensors.
     *
     * @throws PlumblineException of kind MODEL if there are none, or a file is missing, unreadable or breaks the format
     */
    public static Checkpoint open(Path folder) {
        if (!AdapterBase.isIn(folder)) {
            return openPlain(folder);
        }
        Checkpoint base = openPlain(AdapterBase.of(folder));
        boolean done = false;
        try {
            LoraAdapter adapter = LoraAdapter.open(folder, base.tensors());
            done = true;
            return new Checkpoint(base.folder, base.files, base.holders, Optional.of(adapter));
        } finally {
            if (!done) {
                base.close();
            }
        }
    }

    private static Checkpoint openPlain(Path folder) {
        List<TensorFile> opened = new ArrayList<>();
        boolean done = false;
        try {
            Map<String, TensorFile> holders = new LinkedHashMap<>();
            Path found = plainFile(folder)
                    .orElseThrow(() -> PlumblineException.model(folder + " has neither " + SINGLE + " nor " + INDEX
                            + " nor " + TORCH + " nor " + TORCH_INDEX));
            if (SINGLES.contains(found.getFileName().toString())) {
                TensorFile file = TensorFile.open(found);
                opened.add(file);
                file.tensors().keySet().forEach(name -> holders.put(name, file));
            } else {
                openShards(folder, found, opened, holders);
            }
            done = true;
            return new Checkpoint(folder, opened, holders);
        } finally {
            if (!done) {
                opened.forEach(TensorFile::close);
            }
        }
    }

    private static void openShards(Path folder, Path index, List<TensorFile> opened, Map<String, TensorFile> holders) {
        Map<String, String> places = ShardIndex.read(index);
        Map<String, TensorFile> shards = new LinkedHashMap<>();
        for (String shard : places.values()) {
            if (!shards.containsKey(shard)) {
                TensorFile file = TensorFile.open(folder.resolve(shard));
                opened.add(file);
                shards.put(shard, file);
            }
        }
        places.forEach((name, shard) -> {
            TensorFile file = shards.get(shard);
            if (file == null || !file.tensors().containsKey(name)) {
                throw PlumblineException.model(index + " says that tensor '" + name + "' is in " + shard
                        + ", which does not have it; fetch the folder again");
            }
            holders.put(name, file);
        });
        shards.forEach((shard, file) -> {
            for (String name : file.tensors().keySet()) {
                if (!shard.equals(places.get(name))) {
                    throw PlumblineException.model(shard + " in " + folder + " has tensor '" + name + "', which "
                            + index.getFileName() + " does not put there;" + " fetch the folder again");
                }
            }
        });
    }

    /** Its tensors by name. */
    public Map<String, TensorEntry> tensors() {
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        holders.forEach((name, file) -> tensors.put(name, file.tensor(name)));
        adapter.ifPresent(changed -> tensors.putAll(changed.wholes()));
        return Collections.unmodifiableMap(tensors);
    }

    /**
     * The type that transformers 5.24.0 takes the values to have where {@code config.json} says nothing ({@code
     * modeling_utils.py}, {@code _get_dtype}): what the index says, else that of the first tensor of floats, by name, in the
     * first file.
     *
     * @return torch's name; float32 if there is no such tensor
     */
    public String floatType() {
        Optional<String> said = plainFile(folder)
                .filter(path -> INDEXES.contains(path.getFileName().toString()))
                .flatMap(ShardIndex::dtype);
        return said.orElseGet(() -> {
            TensorFile first =
                    files.stream().min(Comparator.comparing(TensorFile::path)).orElseThrow();
            Optional<Dtype> type = new TreeMap<>(first.tensors())
                    .values().stream()
                            .map(TensorEntry::dtype)
                            .filter(Dtype::readsAsFloat)
                            .findFirst();
            return type.map(Checkpoint::torchName).orElse("float32");
        });
    }

    private static String torchName(Dtype type) {
        return type == Dtype.BF16 ? "bfloat16" : "float" + type.bits();
    }

    public Path folder() {
        return folder;
    }

    /**
     * A tensor of the checkpoint.
     *
     * @throws PlumblineException of kind MODEL if there is none of that name
     */
    public TensorEntry tensor(String name) {
        TensorEntry whole = adapter.map(changed -> changed.wholes().get(name)).orElse(null);
        return whole == null ? holder(name).tensor(name) : whole;
    }

    /** As {@link TensorFile#read}. */
    public void read(String name, long first, FloatBuffer target) {
        if (adapter.isEmpty()) {
            holder(name).read(name, first, target);
        } else if (adapter.get().wholes().containsKey(name)) {
            adapter.get().read(name, first, target);
        } else {
            int start = target.position();
            holder(name).read(name, first, target);
            adapter.get().add(name, first, target, start);
        }
    }

    /** As {@link TensorFile#floats}. */
    public float[] floats(String name) {
        if (adapter.isEmpty()) {
            return holder(name).floats(name);
        }
        float[] values = new float[Math.toIntExact(tensor(name).elements())];
        read(name, 0, FloatBuffer.wrap(values));
        return values;
    }

    /**
     * All values of a tensor of whole numbers.
     *
     * @throws PlumblineException of kind MODEL if it is missing, or not of I64 or I32
     */
    public long[] longs(String name) {
        return holder(name).longs(name);
    }

    private TensorFile holder(String name) {
        TensorFile file = holders.get(name);
        if (file == null) {
            throw PlumblineException.model("the weights in " + folder + " have no tensor '" + name + "'");
        }
        return file;
    }

    /**
     * SHA-256 of the weights, 64 hex digits: of the file if it is one, else of the lines {@code <name> <its SHA-256>} of all
     * shards in the order of their names. Reads everything.
     *
     * @throws PlumblineException of kind MODEL if a file cannot be read
     */
    public String hash() {
        return adapter.isEmpty()
                ? baseHash()
                : Sha256.hex(baseHash() + " " + adapter.get().hash());
    }

    private String baseHash() {
        if (files.size() == 1) {
            return hash(files.get(0).path());
        }
        StringBuilder lines = new StringBuilder();
        files.stream()
                .map(TensorFile::path)
                .sorted()
                .forEach(path -> lines.append(folder.relativize(path))
                        .append(' ')
                        .append(hash(path))
                        .append('\n'));
        return Sha256.hex(lines.toString());
    }

    private static String hash(Path file) {
        try {
            return Sha256.hex(file);
        } catch (IOException e) {
            throw PlumblineException.model(file + " cannot be read: " + e, e);
        }
    }

    @Override
    public void close() {
        files.forEach(TensorFile::close);
        adapter.ifPresent(LoraAdapter::close);
    }
}
