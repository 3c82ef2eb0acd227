package dev.plumbline.models.embedded;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.onnx.OnnxEncoder;
import dev.plumbline.models.onnx.OnnxGraph;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.tasks.ModelCard;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.function.UnaryOperator;

/** Opens embedded models. */
public final class EmbeddedModels {

    private static final int REVISION_DIGITS = 12;

    private EmbeddedModels() {}

    /**
     * Loads a model. Its card's revision is {@code embedded-} and the first 12 hex digits of its weights' SHA-256.
     *
     * @param card what becomes of the card, where it is published under another name
     * @throws PlumblineException of kind MODEL if its artifact is not on the class path or is damaged
     */
    public static OnnxEncoder open(
            EmbeddedModel model, UnaryOperator<ModelCard> card, PromptRule prompts, OnnxEncoder.Execution execution) {
        OnnxGraph graph = OnnxGraph.load(resource(model, model.weights()), model.weights());
        ModelCard own = new ModelCard(
                model.publishedName(),
                "embedded-" + graph.hash().substring(0, REVISION_DIGITS),
                model.dimensions(),
                model.maxTokens(),
                model.parameters(),
                model.similarity());
        TextTokenizer tokenizer = null;
        OnnxEncoder encoder = null;
        try (InputStream json = locate(model, model.tokenizer()).openStream()) {
            tokenizer = TextTokenizer.read(json, model.maxTokens(), model.tokenizer());
            OnnxEncoder.SentenceVector head = new OnnxEncoder.SentenceVector(model.pooling(), model.normalise());
            encoder = new OnnxEncoder(card.apply(own), graph, tokenizer, head, prompts, execution);
            return encoder;
        } catch (IOException e) {
            throw unreadable(model, model.tokenizer(), e);
        } finally {
            if (encoder == null) {
                graph.close();
                if (tokenizer != null) {
                    tokenizer.close();
                }
            }
        }
    }

    private static byte[] resource(EmbeddedModel model, String name) {
        try {
            URLConnection connection = locate(model, name).openConnection();
            try (InputStream in = connection.getInputStream()) {
                // the size is known, so that the weights are not held twice while they grow
                byte[] bytes = new byte[Math.toIntExact(connection.getContentLengthLong())];
                if (in.readNBytes(bytes, 0, bytes.length) != bytes.length) {
                    throw new IOException("truncated");
                }
                return bytes;
            }
        } catch (IOException e) {
            throw unreadable(model, name, e);
        }
    }

    private static URL locate(EmbeddedModel model, String name) {
        URL url = EmbeddedModels.class.getResource(name);
        if (url == null) {
            throw PlumblineException.model("embedded:" + model.name() + ": " + name
                    + " is not on the class path; add the Maven artifact that carries the model");
        }
        return url;
    }

    private static PlumblineException unreadable(EmbeddedModel model, String name, IOException cause) {
        return PlumblineException.model(
                "embedded:" + model.name() + ": " + name + " cannot be read: " + cause.getMessage(), cause);
    }
}
