package dev.plumbline.models.torch;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often memory was copied between host and device since the process began: by {@link Upload} one way, by {@link
 * HostValues} the other. What computes in every step copies through these two alone, so that what a step waits for can be
 * counted, on a CPU too.
 */
public final class Transfers {

    private static final LongAdder UPLOADS = new LongAdder();
    private static final LongAdder READS = new LongAdder();

    private Transfers() {}

    static void uploaded() {
        UPLOADS.increment();
    }

    static void read() {
        READS.increment();
    }

    /** Arrays that went to a device; parts that went together count once. */
    public static long uploads() {
        return UPLOADS.sum();
    }

    /** Arrays that were read, each of which waits for all that its device has yet to do. */
    public static long reads() {
        return READS.sum();
    }
}
