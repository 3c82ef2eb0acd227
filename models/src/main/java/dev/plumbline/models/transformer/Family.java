package dev.plumbline.models.transformer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Kinds of networks that are computed natively, by {@code model_type}. Another one is another entry here: what reads its {@code
 * config.json} into a {@link TransformerConfig}, and where it has dropout.
 */
public final class Family {

    private static final List<Family> ALL = List.of(
            new Family("bert", Encoders::bert, bert(0.1)),
            new Family("roberta", Encoders::roberta, bert(0.1)),
            new Family("xlm-roberta", Encoders::roberta, bert(0.1)),
            new Family("camembert", Encoders::roberta, bert(0.1)),
            new Family("mpnet", Encoders::mpnet, bert(0.1)),
            new Family(
                    "distilbert",
                    Encoders::distilbert,
                    Map.of(
                            Dropout.Place.EMBEDDED, new Dropout.Key("dropout", 0.1),
                            Dropout.Place.FED, new Dropout.Key("dropout", 0.1),
                            Dropout.Place.ATTENTION, new Dropout.Key("attention_dropout", 0.1))),
            new Family("nomic_bert", Encoders::nomic, bert(0)),
            new Family(
                    "modernbert",
                    Encoders::modern,
                    Map.of(
                            Dropout.Place.EMBEDDED, new Dropout.Key("embedding_dropout", 0),
                            Dropout.Place.ATTENDED, new Dropout.Key("attention_dropout", 0),
                            Dropout.Place.INNER, new Dropout.Key("mlp_dropout", 0),
                            Dropout.Place.ATTENTION, new Dropout.Key("attention_dropout", 0))),
            new Family("qwen2", Decoders::qwen2, decoder()),
            new Family("qwen3", Decoders::qwen3, decoder()),
            new Family("mistral", Decoders::mistral, decoder()),
            new Family("llama", Decoders::llama, decoder()),
            new Family("gemma", Decoders::gemma, decoder()),
            new Family("gemma2", Decoders::gemma2, decoder()),
            new Family("gemma3_text", Decoders::gemma3, decoder()),
            new Family("eurobert", Decoders::eurobert, decoder()));

    private final String type;
    private final Function<ConfigFile, TransformerConfig> reader;
    private final Map<Dropout.Place, Dropout.Key> dropout;

    private Family(
            String type, Function<ConfigFile, TransformerConfig> reader, Map<Dropout.Place, Dropout.Key> dropout) {
        this.type = type;
        this.reader = reader;
        this.dropout = dropout;
    }

    private static Map<Dropout.Place, Dropout.Key> bert(double otherwise) {
        Dropout.Key hidden = new Dropout.Key("hidden_dropout_prob", otherwise);
        return Map.of(
                Dropout.Place.EMBEDDED, hidden,
                Dropout.Place.ATTENDED, hidden,
                Dropout.Place.FED, hidden,
                Dropout.Place.ATTENTION, new Dropout.Key("attention_probs_dropout_prob", otherwise));
    }

    private static Map<Dropout.Place, Dropout.Key> decoder() {
        return Map.of(Dropout.Place.ATTENTION, new Dropout.Key("attention_dropout", 0));
    }

    /** The family of that {@code model_type}. */
    public static Optional<Family> named(String type) {
        return ALL.stream().filter(family -> family.type.equals(type)).findFirst();
    }

    /** Every {@code model_type} that is computed natively. */
    public static List<String> types() {
        return ALL.stream().map(Family::type).toList();
    }

    static Family of(ConfigFile file) {
        String type = file.text("model_type", "");
        return named(type)
                .orElseThrow(() -> file.wrong(
                        "model_type",
                        "is '" + type + "', which is not supported natively ("
                                + types().stream().collect(Collectors.joining(", ")) + " are); an ONNX form is"));
    }

    TransformerConfig read(ConfigFile file) {
        return reader.apply(file);
    }

    /** {@code model_type}. */
    public String type() {
        return type;
    }

    Map<Dropout.Place, Dropout.Key> dropout() {
        return dropout;
    }
}
