package dev.plumbline.reports.assemble;

import dev.plumbline.reports.report.TaskSampleRows;
import dev.plumbline.tasks.sample.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Which documents stand in another place of a query's list with one model than with the other, of those the samples keep. */
final class MovedDocuments {

    private static final int SHOWN = 5;

    private MovedDocuments() {}

    /** A document's place, from 1, and relevance. */
    private record Place(int rank, double relevance) {}

    /** The most relevant first, then those that moved furthest; without texts. Empty but for queries of retrieval. */
    static List<TaskSampleRows.Move> of(JudgedSample judged) {
        Map<String, Place> after = places(Optional.of(judged.sample()));
        Map<String, Place> before = places(judged.theirs());
        if (before.isEmpty() || after.isEmpty()) {
            return List.of();
        }
        Set<String> ids = new TreeSet<>(after.keySet());
        ids.addAll(before.keySet());
        List<TaskSampleRows.Move> moves = new ArrayList<>();
        for (String id : ids) {
            Optional<Place> one = Optional.ofNullable(before.get(id));
            Optional<Place> other = Optional.ofNullable(after.get(id));
            if (!one.map(Place::rank).equals(other.map(Place::rank))) {
                moves.add(new TaskSampleRows.Move(
                        id, one.or(() -> other).map(Place::relevance).orElse(0.0), rank(one), rank(other), ""));
            }
        }
        // a document that is not kept is somewhere behind those that are
        int behind = Math.max(before.size(), after.size()) + 1;
        moves.sort(Comparator.comparingDouble((TaskSampleRows.Move move) -> -move.relevance())
                .thenComparingInt(move -> -Math.abs(
                        move.baseline().orElse(behind) - move.candidate().orElse(behind)))
                .thenComparing(TaskSampleRows.Move::document));
        return moves.subList(0, Math.min(SHOWN, moves.size()));
    }

    private static OptionalInt rank(Optional<Place> place) {
        return place.map(found -> OptionalInt.of(found.rank)).orElse(OptionalInt.empty());
    }

    private static Map<String, Place> places(Optional<Sample> sample) {
        Map<String, Place> places = new LinkedHashMap<>();
        if (sample.isPresent()
                && sample.get() instanceof Sample.Scored scored
                && scored.details().get("top") instanceof List<?> top) {
            for (Object entry : top) {
                if (entry instanceof List<?> parts && !parts.isEmpty()) {
                    double relevance =
                            parts.size() > 2 && parts.get(2) instanceof Number judged ? judged.doubleValue() : 0;
                    places.putIfAbsent(String.valueOf(parts.get(0)), new Place(places.size() + 1, relevance));
                }
            }
        }
        return places;
    }
}
