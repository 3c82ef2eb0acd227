package dev.plumbline.reports.figure;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What is known of a model, by the names of mteb's {@code ModelMeta}.
 *
 * @param values fact to text; an unknown fact is absent
 */
public record ModelFacts(Map<String, String> values) {

    /** Of a model that nothing is known of. */
    public static final ModelFacts NONE = new ModelFacts(Map.of());

    private static final Pattern SEVERAL = Pattern.compile("\\|");

    public ModelFacts {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A fact as text. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The main revision of its weights. */
    public Optional<String> revision() {
        return text("revision");
    }

    public OptionalLong parameters() {
        return number("n_parameters");
    }

    public OptionalLong maxTokens() {
        return number("max_tokens");
    }

    /** The full width of its vectors; models that can be cut name several. */
    public OptionalInt dimensions() {
        return text("embedding_dim").stream()
                .flatMap(widths -> Arrays.stream(SEVERAL.split(widths, -1)))
                .mapToInt(Integer::parseInt)
                .max();
    }

    private OptionalLong number(String name) {
        return text(name).map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
