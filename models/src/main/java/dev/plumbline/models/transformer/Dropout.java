package dev.plumbline.models.transformer;

import java.nio.file.Path;

/**
 * How often values are set to 0 in training, where transformers 5.24.0 has its Dropout layers; those that are left are scaled
 * up. Scoring has none.
 *
 * @param hidden of embeddings and of what each block adds, {@code hidden_dropout_prob}; 0 to below 1
 * @param attention of attention's weights, {@code attention_probs_dropout_prob} or {@code attention_dropout}
 */
public record Dropout(double hidden, double attention) {

    /** No dropout. */
    public static final Dropout NONE = new Dropout(0, 0);

    /** What {@code BertConfig} has where the file says nothing. */
    private static final double BERT_DEFAULT = 0.1;

    public Dropout {
        if (!isRate(hidden) || !isRate(attention)) {
            throw new IllegalArgumentException(
                    "dropout must be at least 0 and below 1, not " + hidden + " and " + attention);
        }
    }

    private static boolean isRate(double value) {
        return value >= 0 && value < 1;
    }

    /**
     * What a {@code config.json} asks for.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if the file cannot be read or a rate is none
     */
    public static Dropout read(Path config) {
        ConfigFile file = ConfigFile.read(config);
        if (file.text("model_type", "").equals("qwen2")) {
            return new Dropout(0, rate(file, "attention_dropout", 0));
        }
        return new Dropout(
                rate(file, "hidden_dropout_prob", BERT_DEFAULT),
                rate(file, "attention_probs_dropout_prob", BERT_DEFAULT));
    }

    private static double rate(ConfigFile file, String key, double ifMissing) {
        double value = file.number(ifMissing, key);
        if (!isRate(value)) {
            throw file.wrong(key, "is " + value + ", but a share of values set to 0 is at least 0 and below 1");
        }
        return value;
    }

    /** The same rate wherever a kind of network has dropout. */
    public static Dropout everywhere(double rate, TransformerConfig config) {
        return config instanceof Qwen2Config ? new Dropout(0, rate) : new Dropout(rate, rate);
    }

    /** Whether nothing is left to chance. */
    public boolean isNone() {
        return hidden == 0 && attention == 0;
    }

    /** TorchScript of a value after dropout at the hidden rate. */
    String ofHidden(String expression) {
        return hidden == 0 ? expression : "torch.dropout(" + expression + ", " + ScriptText.number(hidden) + ", True)";
    }

    @Override
    public String toString() {
        return isNone() ? "none" : "hidden " + hidden + ", attention " + attention;
    }
}
