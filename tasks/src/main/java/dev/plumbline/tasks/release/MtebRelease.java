package dev.plumbline.tasks.release;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A release of mteb whose numbers are reproduced. Two are known, that is, compared with each other in every file that decides
 * a score; those between them are derived from the changes that were found, by the first release that has each. What the
 * manifest states of tasks and benchmarks is the same in all of them (docs/compatibility.md).
 *
 * @param version the number, as {@code mteb_version} in result files has it
 */
public record MtebRelease(String version) {

    public static final MtebRelease V2_20_0 = new MtebRelease("2.20.0");
    public static final MtebRelease V2_26_24 = new MtebRelease("2.26.24");

    private static final List<MtebRelease> KNOWN = List.of(V2_20_0, V2_26_24);
    private static final String PREFIX = "mteb-";

    public MtebRelease {
        if (MtebVersion.parse(version).isEmpty()) {
            throw new IllegalArgumentException("'" + version + "' is no version");
        }
    }

    /** The known releases, oldest first. */
    public static List<MtebRelease> known() {
        return KNOWN;
    }

    /** The one that is reproduced unless another is asked for. */
    public static MtebRelease newest() {
        return KNOWN.get(KNOWN.size() - 1);
    }

    /** The name it is asked for by, such as {@code mteb-2.20.0}. */
    public String id() {
        return PREFIX + version;
    }

    /** Whether it is one between those that were compared. */
    public boolean derived() {
        return !KNOWN.contains(this);
    }

    /** Says of a derived release what it rests on. */
    public String derivation() {
        List<String> has = Arrays.stream(ScoringChange.values())
                .filter(this::has)
                .map(ScoringChange::text)
                .toList();
        return "mteb " + version + " was not compared by itself: it is taken for mteb " + KNOWN.get(0).version
                + " with "
                + (has.isEmpty() ? "none of the changes that are known since" : String.join(" and ", has))
                + " (docs/compatibility.md)";
    }

    /**
     * A release by its name or its number alone.
     *
     * @param where what the text was given to, for the error
     * @throws PlumblineException of kind USAGE if it is none that is reproduced
     */
    public static MtebRelease named(String name, String where) {
        return find(name).orElseThrow(() -> PlumblineException.usage(where + " " + objection(name)));
    }

    /** A release by its name or its number alone; empty if it is none that is reproduced. */
    public static Optional<MtebRelease> find(String name) {
        String version = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        return MtebVersion.parse(version)
                .filter(asked -> asked.compareTo(KNOWN.get(0).parsed()) >= 0 && asked.compareTo(newest().parsed()) <= 0)
                .map(asked -> new MtebRelease(asked.text()));
    }

    /** What is wrong with a name that {@link #find} does not find, to be put after what it was given to. */
    public static String objection(String name) {
        return "must be a release of mteb from " + KNOWN.get(0).id() + " to " + newest().id() + ", not '" + name
                + "'; nearest of those that were compared: " + String.join(", ", NearestNames.of(name, ids()));
    }

    /** The names of the known ones. */
    public static List<String> ids() {
        return KNOWN.stream().map(MtebRelease::id).toList();
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
    public boolean sameScores(TaskSpec task, @Nullable String other) {
        return changes(task, other).isEmpty();
    }

    private MtebVersion parsed() {
        return MtebVersion.parse(version).orElseThrow();
    }

    /** What can make scores of a task differ between this release and another; empty if nothing is known to. */
    public List<ScoringChange> changes(TaskSpec task, @Nullable String other) {
        return other == null
                ? List.of()
                : MtebVersion.parse(other)
                        .map(then -> ScoringChange.between(parsed(), then).stream()
                                .filter(change -> change.touches(task))
                                .toList())
                        .orElse(List.of());
    }
}
