package dev.plumbline.harness.run;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import java.util.Arrays;
import java.util.List;

/** What becomes of results that are there: mteb's overwrite strategies ({@code mteb/evaluate.py}, 2.26.24). */
public enum ExistingResults {
    /** They are taken over, and what is missing of them is scored. */
    COMPLETE("only-missing"),
    /** Everything is scored anew. */
    REPLACE("always"),
    /** They are taken over; where something is missing of one, that is an error. */
    KEEP("never"),
    /** They are taken over and nothing is scored; whatever is missing is an error. */
    READ("only-cache");

    private final String label;

    ExistingResults(String label) {
        this.label = label;
    }

    /** mteb's name. */
    public String label() {
        return label;
    }

    /**
     * By mteb's name.
     *
     * @throws PlumblineException of kind USAGE if there is none of that name
     */
    public static ExistingResults named(String name) {
        List<String> labels =
                Arrays.stream(values()).map(ExistingResults::label).toList();
        return Arrays.stream(values())
                .filter(known -> known.label.equals(name))
                .findFirst()
                .orElseThrow(() -> PlumblineException.usage("--overwrite-strategy must be one of "
                        + String.join(", ", labels) + ", not \"" + name + "\"; nearest: "
                        + NearestNames.of(name, labels).get(0)));
    }
}
