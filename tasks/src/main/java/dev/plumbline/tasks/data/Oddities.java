package dev.plumbline.tasks.data;

import java.util.List;

/**
 * What is legal in retrieval data and still worth a warning.
 *
 * @param queriesWithoutJudgements dropped, as mteb does
 * @param judgedIdsWithoutText judged query ids that no query has; they enter no mean
 * @param all these and every other, with places
 */
public record Oddities(int queriesWithoutJudgements, int judgedIdsWithoutText, List<Oddity> all) {

    public Oddities {
        all = List.copyOf(all);
    }
}
