package dev.plumbline.reports.merge;

import dev.plumbline.tasks.sample.SampleHeader;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What a merge writes.
 *
 * @param results files below {@code results/}, each path once
 * @param aside files that stand back in a conflict
 * @param conflicts where the sources disagree
 * @param notes what else a reader should know, one line each
 */
public record MergePlan(List<Placed> results, List<Aside> aside, List<Conflict> conflicts, List<String> notes) {
    public MergePlan {
        results = List.copyOf(results);
        aside = List.copyOf(aside);
        conflicts = List.copyOf(conflicts);
        notes = List.copyOf(notes);
    }

    /**
     * A file of the outcome.
     *
     * @param path relative to {@code results/}
     */
    public record Placed(Path path, Content content) {
        public Placed {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(content, "content");
        }
    }

    /** What goes into a file. */
    public sealed interface Content {
        /** A source's file as it is. */
        record Copy(Path from) implements Content {}

        /** Text made of several. */
        record Text(String text) implements Content {}

        /** Samples of several. */
        record Samples(SampleHeader header, List<SamplePart> parts) implements Content {
            public Samples {
                parts = List.copyOf(parts);
            }
        }
    }

    /**
     * Some of a file's samples.
     *
     * @param places {@code split/subset} of those that are taken
     */
    public record SamplePart(Path from, List<String> places) {
        public SamplePart {
            places = List.copyOf(places);
        }
    }

    /**
     * A file that is kept but does not count.
     *
     * @param source number of the folder it is from, from 1 in the order given
     * @param path relative to the folder's results
     */
    public record Aside(int source, Path path, Path from) {}

    /**
     * A disagreement.
     *
     * @param path of the file it is about
     * @param source number of the folder that stands back
     * @param reason what differs
     */
    public record Conflict(Path path, int source, String reason) {}
}
