package dev.plumbline.tasks.perturb;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;

/** One way to change a text, in the order in which several are made. The rate is a probability of 0 to 1. */
public enum PerturbationKind {
    /** Each simplified Chinese character that {@link TraditionalCharacters} knows is written in its traditional form. */
    TRADITIONAL {
        @Override
        String apply(String text, double rate, UniformRandomProvider random) {
            return TraditionalCharacters.write(text, rate, random);
        }
    },
    /** Each word has its capitals and small letters exchanged, as with the caps lock key. */
    CASE {
        @Override
        String apply(String text, double rate, UniformRandomProvider random) {
            return WordChanges.exchangeCase(text, rate, random);
        }
    },
    /** Each letter is mistyped: see {@link Typos}. */
    TYPOS {
        @Override
        String apply(String text, double rate, UniformRandomProvider random) {
            return Typos.make(text, rate, random);
        }
    },
    /** Each punctuation mark is left out, and each word that none follows gets one. */
    PUNCTUATION {
        @Override
        String apply(String text, double rate, UniformRandomProvider random) {
            return WordChanges.punctuate(text, rate, random);
        }
    },
    /** Each character of ASCII, blanks too, is written in its full width, and each that has full width in its half. */
    WIDTH {
        @Override
        String apply(String text, double rate, UniformRandomProvider random) {
            return CharacterWidth.exchange(text, rate, random);
        }
    };

    /** Makes the changes; draws as many numbers at each place whatever the rate. */
    abstract String apply(String text, double rate, UniformRandomProvider random);

    /** As it is given. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind of that name.
     *
     * @param given what the name is part of, for the message
     * @throws PlumblineException of kind USAGE if there is none
     */
    static PerturbationKind named(String name, String given) {
        List<String> known =
                Arrays.stream(values()).map(PerturbationKind::label).toList();
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(name))
                .findFirst()
                .orElseThrow(() -> PlumblineException.usage("--perturb " + given + ": '" + name
                        + "' is no kind of change; nearest: " + String.join(", ", NearestNames.of(name, known))
                        + " (there are " + String.join(", ", known) + ")"));
    }
}
