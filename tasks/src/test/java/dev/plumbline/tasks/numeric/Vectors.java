package dev.plumbline.tasks.numeric;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;

/** The golden unit vectors of ../shared/conformance, made with NumPy 2.4.6, SciPy 1.17.1 and scikit-learn 1.9.1. */
final class Vectors {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private Vectors() {}

    static JsonNode read(String file) throws IOException {
        Path path = Path.of(System.getProperty("plumbline.shared"), "conformance", file);
        return JSON.readTree(path.toFile());
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
