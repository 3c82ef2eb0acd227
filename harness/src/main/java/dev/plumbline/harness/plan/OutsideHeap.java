package dev.plumbline.harness.plan;

import dev.plumbline.ground.ResidentMemory;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.OptionalLong;

/**
 * What this process takes outside of Java's heap: the Java machine, native libraries, a network's weights and batches. It is
 * looked at, after some texts were encoded, and not reckoned: a run in the same place takes the same.
 */
final class OutsideHeap {

    /** A run's threads, compiled code and batches vary. */
    private static final double SPARE = 1.3;

    private OutsideHeap() {}

    /** Bytes with some to spare; empty where the system does not tell. */
    static OptionalLong bytes() {
        OptionalLong most = ResidentMemory.most();
        long committed =
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        // pages that the heap has once used stay; a collector may have used the same for young and old
        long used = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        return most.isPresent()
                ? OptionalLong.of(Math.round(SPARE * Math.max(0, most.getAsLong() - Math.min(used, committed))))
                : OptionalLong.empty();
    }
}
