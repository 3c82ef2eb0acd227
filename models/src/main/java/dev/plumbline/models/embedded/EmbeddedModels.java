package dev.plumbline.models.embedded;

import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.onnx.OnnxGraph;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.TextEncoder;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import dev.plumbline.tasks.ModelCard;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Opens embedded models. */
public final class EmbeddedModels {

    private static final int REVISION_DIGITS = 12;

    private EmbeddedModels() {}

    /**
     * Loads a model. Its card's revision is {@code embedded-} and the first 12 hex digits of its weights' SHA-256.
     *
     * @param card what becomes of the card, where it is published under another name
     * @param artifacts where its artifact comes from; asked only if it is not on the class path
     * @throws PlumblineException of kind MODEL if its artifact cannot be had or is damaged
     */
    public static TextEncoder open(
            EmbeddedModel model,
            Supplier<ArtifactFetch> artifacts,
            UnaryOperator<ModelCard> card,
            PromptRule prompts,
            TextEncoder.Execution execution) {
        ModelFiles files = ModelFiles.of(model, artifacts);
        OnnxGraph graph = OnnxGraph.load(files.read(model.weights()), model.weights());
        ModelCard own = new ModelCard(
                model.publishedName(),
                "embedded-" + graph.hash().substring(0, REVISION_DIGITS),
                model.dimensions(),
                model.maxTokens(),
                model.parameters(),
                model.similarity());
        TextTokenizer tokenizer = null;
        TextEncoder encoder = null;
        try (InputStream json = files.open(model.tokenizer())) {
            tokenizer = TextTokenizer.read(json, TokenizerSettings.cutAfter(model.maxTokens()), model.tokenizer());
            SentenceHead head = SentenceHead.of(model.pooling(), model.normalise());
            Map<String, String> about = new LinkedHashMap<>();
            about.put("weights", "ONNX graph in " + model.artifact() + " (ONNX Runtime)");
            about.put("attention", Attention.BIDIRECTIONAL.label());
            encoder = new TextEncoder(
                    card.apply(own),
                    new TextEncoder.Parts(graph, tokenizer, head, prompts, about, List.of()),
                    execution);
            return encoder;
        } catch (IOException e) {
            throw files.unreadable(model.tokenizer(), e);
        } finally {
            if (encoder == null) {
                graph.close();
                if (tokenizer != null) {
                    tokenizer.close();
                }
            }
        }
    }
}
