package dev.plumbline.models.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How token ids become the first layer's input: the sum of a token's, its place's and a token type's row, normalised.
 *
 * @param words the vocabulary's table
 * @param positions the table of learned positions
 * @param types the table of token types, of which a text alone has the first
 * @param typeRows its rows
 * @param norm what normalises the sum
 * @param scale what rows of the vocabulary are multiplied by
 */
public record Embedding(
        String words,
        Optional<String> positions,
        Optional<String> types,
        int typeRows,
        Optional<String> norm,
        double scale) {

    public Embedding {
        Objects.requireNonNull(words, "words");
        Objects.requireNonNull(positions, "positions");
        Objects.requireNonNull(types, "types");
        Objects.requireNonNull(norm, "norm");
    }

    /** The vocabulary's rows alone. */
    static Embedding of(String words) {
        return new Embedding(words, Optional.empty(), Optional.empty(), 0, Optional.empty(), 1);
    }

    Embedding scaledBy(double factor) {
        return new Embedding(words, positions, types, typeRows, norm, factor);
    }

    Embedding normalisedBy(String name) {
        return new Embedding(words, positions, types, typeRows, Optional.of(name), scale);
    }

    Embedding withPositions(String name) {
        return new Embedding(words, Optional.of(name), types, typeRows, norm, scale);
    }

    Embedding withTypes(String name, int rows) {
        return new Embedding(words, positions, Optional.of(name), rows, norm, scale);
    }

    /** Its parameters, in the order in which the function {@code embed} takes them. */
    List<ParameterSpec> parameters(Sizes sizes, Positions places, Norm kind) {
        List<ParameterSpec> parameters = new ArrayList<>();
        parameters.add(ParameterSpec.of(words, sizes.vocabulary(), sizes.width()));
        positions.ifPresent(name -> parameters.add(
                ParameterSpec.of(name, places.learned().orElseThrow().rows(), sizes.width())));
        types.ifPresent(name -> parameters.add(ParameterSpec.of(name, typeRows, sizes.width())));
        norm.ifPresent(name -> {
            parameters.add(ParameterSpec.of(name + ".weight", sizes.width()));
            if (kind.bias()) {
                parameters.add(ParameterSpec.of(name + ".bias", sizes.width()));
            }
        });
        return parameters;
    }
}
