package dev.plumbline.trainer.rows;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Vectors of all data sets of a stage, in files of {@link TextVectors}. */
public final class DatasetVectors implements OtherVectors {

    private final Map<String, List<TextVectors>> byDataset;
    private final int width;

    private DatasetVectors(Map<String, List<TextVectors>> byDataset, int width) {
        this.byDataset = byDataset;
        this.width = width;
    }

    /**
     * Opens files.
     *
     * @param files by the name of the data set, at least one
     * @throws PlumblineException of kind DATA if one is damaged, or their vectors have several widths
     */
    public static DatasetVectors open(Map<String, List<Path>> files) {
        Map<String, List<TextVectors>> opened = new LinkedHashMap<>();
        boolean done = false;
        try {
            int width = 0;
            for (Map.Entry<String, List<Path>> dataset : files.entrySet()) {
                List<TextVectors> own = opened.computeIfAbsent(dataset.getKey(), name -> new ArrayList<>());
                for (Path file : dataset.getValue()) {
                    TextVectors vectors = TextVectors.open(file);
                    own.add(vectors);
                    if (width != 0 && vectors.width() != width) {
                        throw PlumblineException.data(file + " has vectors of " + vectors.width()
                                + " values, and those of other files have " + width + "; delete them");
                    }
                    width = vectors.width();
                }
            }
            done = true;
            return new DatasetVectors(opened, width);
        } finally {
            if (!done) {
                opened.values().forEach(own -> own.forEach(TextVectors::close));
            }
        }
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public Rows of(TrainingBatch batch) {
        int rows = batch.size();
        int hard = batch.negatives();
        float[] query = new float[rows * width];
        float[] positive = new float[rows * width];
        float[] negatives = new float[rows * hard * width];
        for (int i = 0; i < rows; i++) {
            TrainingRow row = batch.rows().get(i);
            put(row, TextVectors.Side.QUERY, row.ids().query(), query, i);
            put(row, TextVectors.Side.PASSAGE, row.ids().positive(), positive, i);
            for (int k = 0; k < hard; k++) {
                put(row, TextVectors.Side.PASSAGE, row.ids().negatives().get(k), negatives, i * hard + k);
            }
        }
        return new Rows(
                FloatMatrix.of(rows, width, query),
                FloatMatrix.of(rows, width, positive),
                FloatMatrix.of(rows * hard, width, negatives));
    }

    private void put(TrainingRow row, TextVectors.Side side, long key, float[] target, int place) {
        for (TextVectors vectors : byDataset.getOrDefault(row.dataset(), List.of())) {
            if (vectors.copy(side, key, target, place * width)) {
                return;
            }
        }
        throw PlumblineException.data(row.origin() + ": a text of it has no vector of the second model: the file has"
                + " changed since they were computed; start anew");
    }

    @Override
    public void close() {
        byDataset.values().forEach(own -> own.forEach(TextVectors::close));
    }
}
