package dev.plumbline.spark;

import dev.plumbline.trainer.decontaminate.TestTexts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;

/** A task: some texts looked up among the executor's test texts. */
final class OverlapBlock implements Function<String[], List<OverlapBlock.Found>> {

    private static final long serialVersionUID = 1L;

    private final String tests;
    private final double threshold;

    OverlapBlock(String tests, double threshold) {
        this.tests = tests;
        this.threshold = threshold;
    }

    /**
     * A match.
     *
     * @param text which of the block's
     * @param kind of the overlap, by its name
     */
    record Found(int text, int entry, String kind, double similarity) implements Serializable {}

    @Override
    public List<Found> call(String[] texts) {
        TestTexts held = ExecutorTests.of(tests);
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            for (TestTexts.Match match : held.matches(texts[i], threshold)) {
                found.add(new Found(i, match.entry(), match.kind().name(), match.similarity()));
            }
        }
        return found;
    }
}
