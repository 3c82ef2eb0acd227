package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.lookup.EmbeddingTable;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * What a directory says of a model that is a table of embeddings: a StaticEmbedding module of sentence-transformers, or a
 * directory of model2vec without {@code modules.json}, which is run as the module would be.
 *
 * @param folder of table and tokenizer
 */
record StaticModel(ModelFolder folder, SentenceHead head, SentenceConfig sentence) {

    /** {@code model_type} in a {@code config.json} of model2vec. */
    private static final String MODEL2VEC = "model2vec";

    /**
     * The model, if the directory holds one of this kind.
     *
     * @param listed its modules, where it lists them
     */
    static Optional<StaticModel> find(ModelFolder root, Optional<ModuleList> listed) {
        if (listed.isPresent()) {
            ModuleList modules = listed.get();
            if (!modules.lookup()) {
                return Optional.empty();
            }
            SentenceConfig sentence = SentenceConfig.read(root, Optional.empty());
            return Optional.of(new StaticModel(
                    modules.transformer(), HeadReader.read(modules.rest(), sentence.truncated()), sentence));
        }
        JsonNode config = root.object(NetworkConfig.FILE).orElseGet(JsonNodeFactory.instance::objectNode);
        if (!config.path("model_type").asText("").equals(MODEL2VEC)) {
            return Optional.empty();
        }
        boolean normalised = root.flag(config, "normalize", false, NetworkConfig.FILE);
        return Optional.of(new StaticModel(root, SentenceHead.of(Pooling.MEAN, normalised), SentenceConfig.none()));
    }

    EmbeddingTable table() {
        return EmbeddingTable.open(folder.path());
    }

    /** {@code tokenizer.json} as it is, with the length at which it cuts, if it does, and without special tokens. */
    TextTokenizer tokenizer() {
        if (!folder.has(TokenizerConfig.TOKENIZER)) {
            throw folder.wrong(TokenizerConfig.TOKENIZER, "it is missing");
        }
        JsonNode longest =
                folder.parse(TokenizerConfig.TOKENIZER).path("truncation").path("max_length");
        String file = folder.file(TokenizerConfig.TOKENIZER).toString();
        try {
            return TextTokenizer.read(
                    Files.newInputStream(folder.file(TokenizerConfig.TOKENIZER)),
                    TokenizerSettings.withoutSpecialTokens(
                            longest.isIntegralNumber() ? longest.intValue() : TokenizerSettings.UNLIMITED),
                    file);
        } catch (IOException e) {
            throw PlumblineException.model(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
