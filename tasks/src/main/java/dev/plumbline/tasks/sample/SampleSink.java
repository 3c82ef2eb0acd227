package dev.plumbline.tasks.sample;

/** Takes the samples of one subset, in the data's order, on one thread. */
@FunctionalInterface
public interface SampleSink {

    /** Forgets what it is given. */
    SampleSink NONE = sample -> {};

    void add(Sample sample);
}
