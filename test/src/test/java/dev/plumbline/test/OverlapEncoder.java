package dev.plumbline.test;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Knows no meaning: one position per hashed word, or per pair of neighbouring Chinese characters. */
final class OverlapEncoder implements Encoder {

    private static final int WIDTH = 2048;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    @Override
    public ModelCard card() {
        return new ModelCard("test/overlap", "1", WIDTH, 0, 0, Similarity.COSINE);
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        List<String> texts = request.texts();
        float[] data = new float[texts.size() * WIDTH];
        for (int row = 0; row < texts.size(); row++) {
            int start = row * WIDTH;
            WORD.matcher(texts.get(row).toLowerCase(Locale.ROOT))
                    .results()
                    .forEach(word -> count(word.group(), data, start));
        }
        return FloatMatrix.of(texts.size(), WIDTH, data);
    }

    private static void count(String word, float[] data, int start) {
        if (word.codePoints().noneMatch(Character::isIdeographic)) {
            data[start + Math.floorMod(word.hashCode(), WIDTH)]++;
            return;
        }
        for (int i = 0; i + 2 <= word.length(); i++) {
            data[start + Math.floorMod(word.substring(i, i + 2).hashCode() * 31, WIDTH)]++;
        }
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    @Override
    public void close() {}
}
