package dev.plumbline.reports.figure;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of a model, by the names of mteb's {@code ModelMeta}.
 *
 * @param values fact to text; an unknown fact is absent
 */
public record ModelFacts(Map<String, String> values) {

    /** Of a model that nothing is known of. */
    public static final ModelFacts NONE = new ModelFacts(Map.of());

    private static final Pattern SEVERAL = Pattern.compile("\\|");
    private static final Pattern COMMA = Pattern.compile(",");

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

    /** ISO 639-3 codes of the languages it is made for, Chinese as {@code zho}; empty where nobody says. */
    public Set<String> languages() {
        return parts("languages").map(code -> code.equals("cmn") ? "zho" : code).collect(Collectors.toSet());
    }

    /** The benchmarks' tasks whose data it was trained on, or that are alike; empty where that is not known. */
    public Optional<Set<String>> trainedOn() {
        return text("trained").map(known -> parts("trained").collect(Collectors.toSet()));
    }

    /** The day it appeared, where that is known. */
    public Optional<LocalDate> released() {
        try {
            return text("release_date").map(LocalDate::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private Stream<String> parts(String name) {
        return text(name).stream()
                .flatMap(all -> Arrays.stream(COMMA.split(all, 0)))
                .filter(part -> !part.isEmpty());
    }

    private OptionalLong number(String name) {
        return text(name).map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
