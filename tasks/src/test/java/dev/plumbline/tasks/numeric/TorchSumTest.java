package dev.plumbline.tasks.numeric;

import static dev.plumbline.tasks.numeric.Vectors.ints;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The bits that torch 2.15.0 gives, of widths on both sides of every change of its order ({@code sums.json}). */
class TorchSumTest {

    private static final long ODD = 2654435761L;

    /** The rows that {@code make_vectors.py} makes. */
    private static float[] rows(int width) {
        float[] rows = new float[4 * width];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) (((i + 1) * ODD & 0xFFFFFFFFL) * 0x1p-32 - 0.5);
        }
        return rows;
    }

    @Test
    void normsAndSumsHaveTorchsBits() throws IOException {
        JsonNode cases = Vectors.OWN.read("sums");
        assertThat(cases).hasSizeGreaterThan(60);
        TorchSum torch = new TorchSum();
        for (JsonNode golden : cases) {
            int width = golden.get("width").intValue();
            float[] rows = rows(width);
            int[] norms = new int[4];
            int[] sums = new int[4];
            for (int row = 0; row < 4; row++) {
                norms[row] = Float.floatToRawIntBits(TorchSum.norm(rows, row * width, width));
                sums[row] = Float.floatToRawIntBits(torch.sum(rows, row * width, width));
            }
            assertThat(norms).as("norms of width " + width).isEqualTo(ints(golden.get("norm")));
            assertThat(sums).as("sums of width " + width).isEqualTo(ints(golden.get("sum")));
        }
    }
}
