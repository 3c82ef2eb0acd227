package dev.plumbline.tasks.release;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of mteb. A development version comes before the release it leads to.
 *
 * @param development number of the development version; {@link Integer#MAX_VALUE} for the release itself
 */
public record MtebVersion(int major, int minor, int patch, int development) implements Comparable<MtebVersion> {

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.dev(\\d{1,6}))?");

    private static final Comparator<MtebVersion> ORDER = Comparator.comparingInt(MtebVersion::major)
            .thenComparingInt(MtebVersion::minor)
            .thenComparingInt(MtebVersion::patch)
            .thenComparingInt(MtebVersion::development);

    /** A version as result files write it; empty for a range or anything else. */
    public static Optional<MtebVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new MtebVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)),
                        matcher.group(4) == null ? Integer.MAX_VALUE : Integer.parseInt(matcher.group(4))))
                : Optional.empty();
    }

    /** As it is written; the number of a release has three parts. */
    public String text() {
        return major + "." + minor + "." + patch + (development == Integer.MAX_VALUE ? "" : ".dev" + development);
    }

    @Override
    public int compareTo(MtebVersion other) {
        return ORDER.compare(this, other);
    }
}
