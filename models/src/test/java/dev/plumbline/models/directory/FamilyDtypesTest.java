package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every family in bfloat16 against sentence-transformers ({@code test/oracle/make_family_dtypes.py}).
 *
 * <p>A number has eight bits there, and a sum in another order rounds to the next one now and then, so that no two right ways
 * of computing agree in each value. The measure is transformers' own: its two kernels of attention are further apart than what
 * is computed here is from the one it uses, and bfloat16 is nearer to bfloat16 than to float32.
 */
final class FamilyDtypesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FAMILIES = ReferenceModels.own("families");

    private static JsonNode golden() throws IOException {
        try (InputStream in = FamilyDtypesTest.class.getResourceAsStream("/golden/family-dtypes.json")) {
            return JSON.readTree(in).get("families");
        }
    }

    static List<String> families() throws IOException {
        List<String> names = new ArrayList<>();
        golden().fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void everyFamilyOfNetworksIsThere() throws IOException {
        assertThat(families()).hasSize(10);
    }

    @ParameterizedTest
    @MethodSource("families")
    void vectorsAreNearerThanTransformersKernelsAreToEachOther(String family) throws IOException {
        JsonNode golden = golden().get(family);
        List<String> texts = new ArrayList<>();
        JSON.readTree(FAMILIES.resolve(family).resolve("expected.json").toFile())
                .get("texts")
                .forEach(text -> texts.add(text.asText()));
        ModelOptions options = ModelOptions.defaults()
                .withThreads(2)
                .withPrompts(PromptRule.NONE)
                .withDtype(DtypeChoice.BFLOAT16);
        double difference = 0;
        try (Encoder encoder = Models.openEncoder(FAMILIES.resolve(family).toString(), options)) {
            FloatMatrix vectors = encoder.encode(TestTasks.request(texts, Role.NONE));
            for (int row = 0; row < texts.size(); row++) {
                difference += distance(
                        vectors.select(new int[] {row}).data(),
                        golden.get("vectors").get(row));
            }
        }
        double between = golden.get("between_kernels").doubleValue();
        double rounding = golden.get("from_float32").doubleValue();
        // Gemma 2 and MPNet have one kernel only
        assertThat(difference).isLessThan(between == 0 ? rounding : between).isLessThan(rounding);
    }

    private static double distance(float[] vector, JsonNode expected) {
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += Math.pow(vector[i] - expected.get(i).doubleValue(), 2);
        }
        return Math.sqrt(sum);
    }
}
