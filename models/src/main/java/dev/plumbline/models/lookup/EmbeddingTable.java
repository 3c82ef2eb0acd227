package dev.plumbline.models.lookup;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.safetensors.TensorEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A row per token id, as sentence-transformers' StaticEmbedding has it (6.2.0 {@code
 * sentence_transformer/modules/static_embedding.py}): the tensor {@code embedding.weight}, or model2vec's {@code embeddings}
 * with perhaps a {@code mapping} from ids to rows and {@code weights} per id. The table is held in memory as float32.
 */
public final class EmbeddingTable implements TokenNetwork {

    private static final String COMPUTATION = "table 1";
    private static final String ROWS = "embedding.weight";
    private static final String MODEL2VEC = "embeddings";
    private static final String MAPPING = "mapping";
    private static final String WEIGHTS = "weights";

    private final int width;
    private final float[] rows;
    private final long[] mapping;
    private final float[] weights;
    private final int ids;
    private final String hash;

    private EmbeddingTable(Checkpoint checkpoint) {
        Map<String, TensorEntry> tensors = checkpoint.tensors();
        String name = tensors.containsKey(ROWS) ? ROWS : MODEL2VEC;
        Set<String> known = name.equals(ROWS) ? Set.of(ROWS) : Set.of(MODEL2VEC, MAPPING, WEIGHTS);
        tensors.keySet().stream()
                .filter(other -> !known.contains(other))
                .findFirst()
                .ifPresent(other -> {
                    throw wrong(checkpoint, "have the tensor '" + other + "', which a table of embeddings does not");
                });
        if (!tensors.containsKey(name)) {
            throw wrong(checkpoint, "have neither the tensor '" + ROWS + "' nor '" + MODEL2VEC + "'");
        }
        List<Long> shape = tensors.get(name).shape();
        if (shape.size() != 2 || shape.get(0) < 1 || shape.get(1) < 1) {
            throw wrong(checkpoint, "have the tensor '" + name + "' in shape " + shape + ", which is no table");
        }
        this.width = Math.toIntExact(shape.get(1));
        this.rows = checkpoint.floats(name);
        this.mapping = tensors.containsKey(MAPPING) ? checkpoint.longs(MAPPING) : new long[0];
        this.weights = tensors.containsKey(WEIGHTS) ? checkpoint.floats(WEIGHTS) : new float[0];
        this.ids = mapping.length > 0 ? mapping.length : Math.toIntExact(shape.get(0));
        for (long row : mapping) {
            if (row < 0 || row >= shape.get(0)) {
                throw wrong(checkpoint, "map a token to row " + row + " of " + shape.get(0));
            }
        }
        if (weights.length > 0 && weights.length != ids) {
            throw wrong(checkpoint, "have " + weights.length + " weights for " + ids + " tokens");
        }
        this.hash = checkpoint.hash();
    }

    private static PlumblineException wrong(Checkpoint checkpoint, String what) {
        return PlumblineException.model("the weights in " + checkpoint.folder() + " " + what);
    }

    /**
     * Loads a table.
     *
     * @param folder with the weights
     * @throws PlumblineException of kind MODEL if there are none or they are no such table
     */
    public static EmbeddingTable open(Path folder) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return new EmbeddingTable(checkpoint);
        }
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public String hash() {
        return hash;
    }

    @Override
    public String facts() {
        return COMPUTATION + " " + hash;
    }

    @Override
    public Pass pass() {
        return new Rows();
    }

    @Override
    public void close() {
        // nothing native
    }

    /** One worker's batch: its ids, whose rows are put together when they are asked for. */
    private final class Rows implements Pass {

        private int[][] batch = new int[0][];
        private float[] vectors = new float[0];

        @Override
        public void run(int[][] texts, Optional<int[][]> types) {
            for (int[] text : texts) {
                for (int id : text) {
                    if (id < 0 || id >= ids) {
                        throw PlumblineException.model("token id " + id + " is not in the table of " + ids
                                + " embeddings; the tokenizer does not belong to it");
                    }
                }
            }
            batch = texts;
        }

        @Override
        public float[] tokenVectors(int text, int longest, int count) {
            if (vectors.length < count * width) {
                vectors = new float[count * width];
            }
            for (int i = 0; i < count; i++) {
                int id = batch[text][i];
                int row = mapping.length > 0 ? (int) mapping[id] : id;
                System.arraycopy(rows, row * width, vectors, i * width, width);
                if (weights.length > 0) {
                    for (int k = 0; k < width; k++) {
                        vectors[i * width + k] *= weights[id];
                    }
                }
            }
            return vectors;
        }
    }
}
