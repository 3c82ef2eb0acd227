package dev.plumbline.tasks.release;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A release of mteb whose numbers are reproduced. What the manifest states of tasks and benchmarks is the same in all of
 * them (docs/compatibility.md).
 */
public enum MtebRelease {
    V2_20_0("2.20.0"),
    V2_26_24("2.26.24");

    private static final String PREFIX = "mteb-";

    private final String text;

    MtebRelease(String text) {
        this.text = text;
    }

    /** The one that is reproduced unless another is asked for. */
    public static MtebRelease newest() {
        return values()[values().length - 1];
    }

    /** The number, as {@code mteb_version} in result files has it. */
    public String version() {
        return text;
    }

    /** The name it is asked for by, such as {@code mteb-2.20.0}. */
    public String id() {
        return PREFIX + text;
    }

    /**
     * A release by its name or its number alone.
     *
     * @param where what the text was given to, for the error
     * @throws PlumblineException of kind USAGE if it is none that is reproduced
     */
    public static MtebRelease named(String name, String where) {
        return Arrays.stream(values())
                .filter(release -> release.id().equals(name) || release.text.equals(name))
                .findFirst()
                .orElseThrow(() -> PlumblineException.usage(where + " must be one of " + ids() + ", not '" + name
                        + "': the releases of mteb whose numbers are reproduced"));
    }

    /** The names of all, for people. */
    public static String ids() {
        return Arrays.stream(values()).map(MtebRelease::id).collect(Collectors.joining(", "));
    }

    /** Whether the release has a change. */
    public boolean has(ScoringChange change) {
        return change.in(parsed());
    }

    /**
     * Whether every score of a task made by another release is what this one would make of it, as far as is known: of a
     * version that cannot be read nothing is.
     *
     * @param other as {@code mteb_version} in result files has it, or null
     */
    public boolean sameScores(TaskSpec task, String other) {
        return changes(task, other).isEmpty();
    }

    private MtebVersion parsed() {
        return MtebVersion.parse(text).orElseThrow();
    }

    /** What can make scores of a task differ between this release and another; empty if nothing is known to. */
    public List<ScoringChange> changes(TaskSpec task, String other) {
        return other == null
                ? List.of()
                : MtebVersion.parse(other)
                        .map(then -> ScoringChange.between(parsed(), then).stream()
                                .filter(change -> change.touches(task))
                                .toList())
                        .orElse(List.of());
    }
}
