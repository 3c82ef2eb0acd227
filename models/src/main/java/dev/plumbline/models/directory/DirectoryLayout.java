package dev.plumbline.models.directory;

import dev.plumbline.models.network.Attention;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.tasks.Similarity;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a directory's configuration files say, put together.
 *
 * @param transformer folder of the network's configuration, weights and tokenizer
 */
record DirectoryLayout(
        ModelFolder transformer,
        NetworkConfig network,
        SentenceHead head,
        SentenceConfig sentence,
        SentenceBertConfig config) {

    /**
     * Of a directory of sentence-transformers.
     *
     * @param similarity the one asked for instead of the model's own
     */
    static DirectoryLayout read(ModelFolder root, ModuleList modules, Optional<Similarity> similarity) {
        SentenceConfig sentence = SentenceConfig.read(root, similarity);
        return new DirectoryLayout(
                modules.transformer(),
                NetworkConfig.read(modules.transformer()),
                HeadReader.read(modules.rest(), sentence.truncated()),
                sentence,
                SentenceBertConfig.read(modules.transformer()));
    }

    /**
     * As sentence-transformers 6.2.0 takes a directory without {@code modules.json} ({@code sentence_transformer/model.py
     * _load_default_modules}): it looks at no other file of its own, and pools the mean, or the last token of weights made
     * for causal language modelling.
     *
     * @param warn told how token vectors are pooled
     */
    static DirectoryLayout plain(ModelFolder root, Consumer<String> warn) {
        NetworkConfig network = NetworkConfig.read(root);
        boolean last = network.forGeneration() && !network.attention().equals(Optional.of(Attention.BIDIRECTIONAL));
        Pooling pooling = last ? Pooling.LAST_TOKEN : Pooling.MEAN;
        warn.accept("there is no modules.json; tokens are pooled by " + pooling.label()
                + " and not normalised, as sentence-transformers does with such a directory");
        return new DirectoryLayout(
                root,
                network,
                SentenceHead.of(pooling, false),
                SentenceConfig.none(),
                new SentenceBertConfig(Optional.empty(), false));
    }
}
