package dev.plumbline.tasks.evaluate;

/** Takes the texts of a task's data one by one. */
@FunctionalInterface
public interface TextSink {

    /**
     * One text; texts may repeat.
     *
     * @param part the column or, for retrieval, {@code query} or {@code document}
     */
    void text(String part, String text);
}
