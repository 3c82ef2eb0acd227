package dev.plumbline.models.precomputed;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.EncodeWork;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Looks up what it is asked to encode: first under the text and its role, then under the text alone. No prompts. */
public final class EmbeddingsFile implements Encoder {

    private static final int REVISION_DIGITS = 12;
    private static final int SHOWN = 80;

    private final ModelCard card;
    private final VectorTable vectors;
    private final Path file;
    private final String sha256;

    private EmbeddingsFile(ModelCard card, VectorTable vectors, Path file, String sha256) {
        this.card = card;
        this.vectors = vectors;
        this.file = file;
        this.sha256 = sha256;
    }

    /**
     * Reads the whole file, and keeps its vectors in a temporary one. Its card is {@code embeddings/<file name without .parquet>}, with the first 12 hex digits of
     * the file's SHA-256 as revision, and cosine similarity.
     *
     * @param card what becomes of the card, where it is published under another name
     * @throws PlumblineException of kind MODEL if the file is missing, damaged, lacks a column, or holds a vector that is
     *     not finite, of another width, or contradicts another row
     */
    public static EmbeddingsFile open(Path file, UnaryOperator<ModelCard> card) {
        if (!Files.isRegularFile(file)) {
            throw PlumblineException.model("embeddings:" + file + ": there is no such file");
        }
        try {
            VectorTable vectors = VectorTable.read(file);
            String stem = file.getFileName().toString().replaceFirst("\\.parquet$", "");
            String sha256 = sha256(file);
            ModelCard own = new ModelCard(
                    "embeddings/" + stem,
                    sha256.substring(0, REVISION_DIGITS),
                    vectors.width(),
                    0,
                    0,
                    Similarity.COSINE);
            return new EmbeddingsFile(card.apply(own), vectors, file, sha256);
        } catch (PlumblineException e) {
            // to the table reader every file is data; this one is the model
            throw PlumblineException.model("embeddings:" + e.getMessage(), e);
        }
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        List<String> texts = request.texts();
        FloatMatrix matrix = FloatMatrix.zeros(texts.size(), vectors.width());
        Set<String> missing = new HashSet<>();
        String first = null;
        for (int row = 0; row < texts.size(); row++) {
            String text = texts.get(row);
            if (!vectors.copy(text, request.role(), matrix.data(), row * vectors.width())
                    && missing.add(text)
                    && first == null) {
                first = text;
            }
        }
        if (first != null) {
            throw missing(request, missing.size(), first);
        }
        return matrix;
    }

    /** Nothing: the texts are looked up as the task hands them over. */
    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    @Override
    public Optional<String> identity() {
        return Optional.of(sha256);
    }

    /** Nothing is computed here. */
    @Override
    public Optional<EncodeWork> work() {
        return Optional.of(EncodeWork.NONE);
    }

    private PlumblineException missing(EncodeRequest request, int count, String first) {
        String role = request.role() == Role.NONE
                ? "without a prompt type"
                : "as " + request.role().promptType().orElseThrow();
        String shown = first.length() <= SHOWN ? first : first.substring(0, SHOWN) + "...";
        return PlumblineException.model(
                "embeddings:" + file + ": " + request.task().name() + " needs the vectors of "
                        + count + " texts that it does not hold " + role + ", the first being '" + shown
                        + "'; add them, exactly as the task hands texts to an encoder");
    }

    private static String sha256(Path file) {
        try {
            return Sha256.hex(file);
        } catch (IOException e) {
            throw PlumblineException.model(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // the temporary file has no name any more
    }
}
