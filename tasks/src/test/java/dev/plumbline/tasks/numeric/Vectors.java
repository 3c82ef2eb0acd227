package dev.plumbline.tasks.numeric;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Golden unit vectors made with NumPy 2.4.6, SciPy 1.17.1 and scikit-learn 1.9.1: our own, by {@code
 * test/oracle/make_vectors.py}, and those of {@code ../shared/conformance} where the folder is there.
 */
enum Vectors {
    OWN,
    SHARED;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** Whose vectors there are. */
    static Stream<Vectors> there() {
        return System.getProperty("plumbline.shared", "").isEmpty() ? Stream.of(OWN) : Stream.of(values());
    }

    /** @param name of the file, without suffix */
    JsonNode read(String name) throws IOException {
        if (this == SHARED) {
            return JSON.readTree(Path.of(System.getProperty("plumbline.shared"), "conformance", name + ".json")
                    .toFile());
        }
        try (InputStream packed = Vectors.class.getResourceAsStream("/golden/numeric/" + name + ".json.gz");
                InputStream json = new GZIPInputStream(packed)) {
            return JSON.readTree(json);
        }
    }

    static int[] ints(JsonNode list) {
        int[] x = new int[list.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = list.get(i).intValue();
        }
        return x;
    }

    static double[] doubles(JsonNode list) {
        double[] x = new double[list.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = list.get(i).doubleValue();
        }
        return x;
    }

    static FloatMatrix matrix(JsonNode rows) {
        int columns = rows.get(0).size();
        float[] data = new float[rows.size() * columns];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) rows.get(i / columns).get(i % columns).doubleValue();
        }
        return FloatMatrix.of(rows.size(), columns, data);
    }
}
