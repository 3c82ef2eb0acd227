package dev.plumbline.tasks.data;

/**
 * What is legal in retrieval data and still worth a warning.
 *
 * @param queriesWithoutJudgements dropped, as mteb does
 * @param judgedIdsWithoutText judged query ids that no query has; they enter no mean
 * @param emptyTexts documents and kept queries whose text is empty; the encoder gets them as they are
 * @param duplicateIds documents and kept queries whose id occurred before
 */
public record Oddities(int queriesWithoutJudgements, int judgedIdsWithoutText, int emptyTexts, int duplicateIds) {

    public boolean any() {
        return queriesWithoutJudgements + judgedIdsWithoutText + emptyTexts + duplicateIds > 0;
    }
}
