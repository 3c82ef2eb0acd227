package dev.plumbline.spark;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;

/** The best of two blocks, and of one as it is. */
final class MergeBest implements Function2<BestDocuments, BestDocuments, BestDocuments> {

    private static final long serialVersionUID = 1L;

    private final int capacity;

    MergeBest(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public BestDocuments call(BestDocuments one, BestDocuments other) {
        return one.with(other, capacity);
    }

    /** The first block of a group. */
    static final class Begin implements Function<BestDocuments, BestDocuments> {

        private static final long serialVersionUID = 1L;

        @Override
        public BestDocuments call(BestDocuments first) {
            return first;
        }
    }
}
