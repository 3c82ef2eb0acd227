package dev.plumbline.trainer.decontaminate;

import dev.plumbline.tasks.numeric.Parallel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Looks texts up among test texts, wherever that is computed. */
public interface OverlapSearch {

    /** Texts that are worth handing over together. */
    int batch();

    /**
     * What {@link TestTexts#matches} finds of each text, in the order of the texts.
     *
     * @param threshold part of a test text's 13-grams from which on it is near
     */
    List<List<TestTexts.Match>> matches(List<String> texts, double threshold);

    /** In this process. */
    static OverlapSearch local(TestTexts tests, Parallel parallel) {
        return new OverlapSearch() {

            private static final int PER_BLOCK = 32;

            @Override
            public int batch() {
                return 2048;
            }

            @Override
            public List<List<TestTexts.Match>> matches(List<String> texts, double threshold) {
                List<List<TestTexts.Match>> found = new ArrayList<>(Collections.nCopies(texts.size(), List.of()));
                parallel.forBlocks(texts.size(), PER_BLOCK, (from, to) -> {
                    for (int i = from; i < to; i++) {
                        found.set(i, tests.matches(texts.get(i), threshold));
                    }
                });
                return found;
            }
        };
    }
}
