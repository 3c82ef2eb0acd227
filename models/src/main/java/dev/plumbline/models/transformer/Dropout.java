package dev.plumbline.models.transformer;

import dev.plumbline.models.safetensors.AdapterBase;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How often values are set to 0 in training, where transformers 5.24.0 has its Dropout layers; those that are left are scaled
 * up. Scoring has none.
 *
 * @param embedded of what goes into the first layer; every rate is from 0 to below 1
 * @param attended of what attention adds
 * @param inner of values within the feed-forward block
 * @param fed of what the feed-forward block adds
 * @param attention of attention's weights
 */
public record Dropout(double embedded, double attended, double inner, double fed, double attention) {

    /** No dropout. */
    public static final Dropout NONE = new Dropout(0, 0);

    /** Where a kind of network may have dropout. */
    enum Place {
        EMBEDDED,
        ATTENDED,
        INNER,
        FED,
        ATTENTION
    }

    /**
     * The key that says how often.
     *
     * @param otherwise what transformers has where the file says nothing
     */
    record Key(String name, double otherwise) {}

    public Dropout {
        for (double rate : new double[] {embedded, attended, inner, fed, attention}) {
            if (!isRate(rate)) {
                throw new IllegalArgumentException("dropout must be at least 0 and below 1, not " + rate);
            }
        }
    }

    /**
     * BERT's.
     *
     * @param hidden of embeddings and of what each block adds, {@code hidden_dropout_prob}
     * @param attention of attention's weights, {@code attention_probs_dropout_prob}
     */
    public Dropout(double hidden, double attention) {
        this(hidden, hidden, 0, hidden, attention);
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
        ConfigFile file = ConfigFile.read(AdapterBase.config(config));
        return of(Family.of(file).dropout(), key -> rate(file, key));
    }

    private static double rate(ConfigFile file, Key key) {
        double value = file.number(key.otherwise, key.name);
        if (!isRate(value)) {
            throw file.wrong(key.name, "is " + value + ", but a share of values set to 0 is at least 0 and below 1");
        }
        return value;
    }

    /** The same rate wherever a kind of network has dropout. */
    public static Dropout everywhere(double rate, TransformerConfig config) {
        return of(Family.named(config.type()).orElseThrow().dropout(), key -> rate);
    }

    private static Dropout of(Map<Place, Key> places, ToDoubleFunction<Key> rate) {
        Map<Place, Double> rates = new EnumMap<>(Place.class);
        places.forEach((place, key) -> rates.put(place, rate.applyAsDouble(key)));
        return new Dropout(
                rates.getOrDefault(Place.EMBEDDED, 0.0),
                rates.getOrDefault(Place.ATTENDED, 0.0),
                rates.getOrDefault(Place.INNER, 0.0),
                rates.getOrDefault(Place.FED, 0.0),
                rates.getOrDefault(Place.ATTENTION, 0.0));
    }

    /** Whether nothing is left to chance. */
    public boolean isNone() {
        return equals(NONE);
    }

    /** TorchScript of a value after dropout. */
    String ofEmbedded(String expression) {
        return after(expression, embedded);
    }

    String ofAttended(String expression) {
        return after(expression, attended);
    }

    String ofInner(String expression) {
        return after(expression, inner);
    }

    String ofFed(String expression) {
        return after(expression, fed);
    }

    String ofAttention(String expression) {
        return after(expression, attention);
    }

    private static String after(String expression, double rate) {
        return rate == 0 ? expression : "torch.dropout(" + expression + ", " + ScriptText.number(rate) + ", True)";
    }

    @Override
    public String toString() {
        if (isNone()) {
            return "none";
        }
        if (equals(new Dropout(fed, attention))) {
            return "hidden " + fed + ", attention " + attention;
        }
        return "embeddings " + embedded + ", after attention " + attended + ", within feed-forward " + inner
                + ", after it " + fed + ", attention " + attention;
    }
}
