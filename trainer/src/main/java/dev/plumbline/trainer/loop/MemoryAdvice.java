package dev.plumbline.trainer.loop;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.OptimiserSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What to do where a stage's steps take more memory than there is. */
final class MemoryAdvice {

    private final OptimisedStage stage;
    private final StageMemory memory;
    private final TrainingDevice device;

    MemoryAdvice(OptimisedStage stage, StageMemory memory, TrainingDevice device) {
        this.stage = stage;
        this.memory = memory;
        this.device = device;
    }

    /** Said before a step that the device's memory is not likely to be enough for; empty if it is, or is not known. */
    Optional<String> warning(List<BatchLengths> batches) {
        BatchLengths greatest = greatest(batches);
        return memory.isBeyond(memory.of(greatest))
                ? Optional.of("stage " + stage.name() + ": " + need(greatest) + "; " + remedy(greatest))
                : Optional.empty();
    }

    /**
     * A step for which memory was not enough.
     *
     * @param step counted from 1
     * @param failure libtorch's
     */
    PlumblineException exhausted(long step, List<BatchLengths> batches, RuntimeException failure) {
        BatchLengths greatest = greatest(batches);
        return PlumblineException.model(
                "stage " + stage.name() + ", step " + step + ": no memory is left on the "
                        + (device.gpu() ? "GPU" : "machine") + ". " + need(greatest) + "; " + remedy(greatest),
                failure);
    }

    private BatchLengths greatest(List<BatchLengths> batches) {
        return batches.stream()
                .max(Comparator.comparingDouble(batch -> memory.of(batch).total()))
                .orElseThrow();
    }

    private String need(BatchLengths batch) {
        String there = device.memory().isPresent()
                ? " of " + gigabytes((double) device.memory().getAsLong())
                : "";
        return String.format(
                Locale.ROOT,
                "A batch of %,d texts and %,.0f tokens, the longest text of %,d, takes about %s%s%s",
                batch.texts(),
                StageMemory.tokens(batch),
                batch.longest(),
                gigabytes(memory.of(batch).total()),
                there,
                device.replicas() == 1 ? "" : " on " + device.label());
    }

    private static String gigabytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    private String remedy(BatchLengths batch) {
        OptimiserSettings.Memory now = stage.optimiser().memory();
        List<String> remedies = new ArrayList<>();
        OptionalInt chunk = chunk(batch, now.chunk());
        if (chunk.isPresent()) {
            remedies.add("chunk: " + chunk.getAsInt());
        }
        if (!now.recompute()) {
            remedies.add("recompute: true");
        }
        if (!now.precision().isHalf() && device.gpu()) {
            remedies.add("precision: bf16");
        }
        remedies.add("a smaller batch_size or shorter texts");
        return "set " + String.join(", or ", remedies);
    }

    /** Where it fits by what is known, else half of what did not. */
    private OptionalInt chunk(BatchLengths batch, OptionalInt now) {
        int most = batch.kinds().stream().mapToInt(kind -> kind.length).max().orElse(1);
        int tried = now.orElse((most + device.replicas() - 1) / device.replicas());
        int half = Integer.highestOneBit(Math.max(1, tried - 1));
        OptionalInt fitting =
                device.memory().equals(OptionalLong.empty()) ? OptionalInt.of(half) : memory.fitting(batch);
        int chunk = Math.min(fitting.orElse(1), half);
        return chunk < tried ? OptionalInt.of(chunk) : OptionalInt.empty();
    }
}
