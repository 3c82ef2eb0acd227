import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.directory.ModelDirectoryWriter;
import dev.plumbline.models.prompt.PromptTable;
import dev.plumbline.models.text.DenseActivation;
import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.Normalize;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.VectorLayer;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Plumbline's side of directories.py: {@code write SOURCE OUT} writes variants of a model's directory, {@code encode TEXTS
 * FOLDER...} prints each folder's vectors of the texts, as queries and as documents, in one line of JSON.
 */
public final class Directories {

    private static final JsonMapper JSON = new JsonMapper();

    public static void main(String[] args) throws IOException {
        if (args[0].equals("write")) {
            write(Path.of(args[1]), Path.of(args[2]));
        } else {
            encode(args);
        }
    }

    private static void write(Path source, Path out) {
        DirectoryContent own = DirectoryContent.of(source);
        int width = own.tokenWidth();
        Map<String, SentenceHead> heads = new LinkedHashMap<>();
        for (Pooling pooling : Pooling.values()) {
            heads.put(pooling.label(), SentenceHead.of(pooling, false));
        }
        heads.put("normalised", SentenceHead.of(Pooling.MEAN, true));
        heads.put("two", head(List.of(Pooling.CLS, Pooling.MEAN), true, List.of(new Normalize()), 0));
        heads.put("own-order", head(List.of(Pooling.LAST_TOKEN, Pooling.CLS), true, List.of(), 0));
        heads.put("without-prompt", head(List.of(Pooling.MEAN), false, List.of(), 0));
        heads.put("truncated", head(List.of(Pooling.MEAN), true, List.of(new Normalize()), 16));
        heads.put("dense", head(List.of(Pooling.MEAN), true, List.of(dense(width, 24), new Normalize()), 0));
        Map<String, String> prompts = new HashMap<>(own.prompts().prompts());
        prompts.put("query", "query: ");
        prompts.put("document", "the text is \n ");
        heads.forEach((name, head) -> ModelDirectoryWriter.write(
                out.resolve(name),
                own.withHead(head).withPrompts(PromptTable.ofModel(prompts)),
                place -> Files.copy(source.resolve("model.safetensors"), place.resolve("model.safetensors"))));
    }

    private static SentenceHead head(
            List<Pooling> pooling, boolean includePrompt, List<VectorLayer> layers, int truncated) {
        return new SentenceHead(
                pooling, includePrompt, layers, truncated > 0 ? OptionalInt.of(truncated) : OptionalInt.empty());
    }

    private static Dense dense(int inputs, int outputs) {
        Random random = new Random(5);
        float[] matrix = new float[inputs * outputs];
        float[] bias = new float[outputs];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (float) random.nextGaussian() / 8;
        }
        for (int i = 0; i < bias.length; i++) {
            bias[i] = (float) random.nextGaussian() / 8;
        }
        return new Dense(
                new Dense.Weights(inputs, outputs, matrix, Optional.of(bias)), DenseActivation.TANH, Dense.Residual.NONE);
    }

    private static void encode(String[] args) throws IOException {
        List<String> texts = List.of(JSON.readValue(Path.of(args[1]).toFile(), String[].class));
        TaskSpec task = Manifest.bundled().task("SciFact");
        Map<String, Map<String, List<float[]>>> all = new LinkedHashMap<>();
        for (String folder : List.of(args).subList(2, args.length)) {
            try (Encoder encoder = Models.openEncoder(folder, ModelOptions.defaults())) {
                Map<String, List<float[]>> vectors = new LinkedHashMap<>();
                for (Role role : List.of(Role.QUERY, Role.DOCUMENT)) {
                    vectors.put(role.promptType().orElseThrow(), rows(encoder.encode(new EncodeRequest(texts, role, task))));
                }
                all.put(folder, vectors);
            }
        }
        System.out.println(JSON.writeValueAsString(all));
    }

    private static List<float[]> rows(FloatMatrix matrix) {
        List<float[]> rows = new ArrayList<>();
        for (int row = 0; row < matrix.rows(); row++) {
            rows.add(matrix.select(new int[] {row}).data());
        }
        return rows;
    }
}
