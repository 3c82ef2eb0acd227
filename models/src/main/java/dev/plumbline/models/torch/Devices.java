package dev.plumbline.models.torch;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * On what networks are computed, as {@code --device} and {@code device:} name it: one device or several that share the work,
 * {@code cuda:0,cuda:2}, or all GPUs there are, {@code cuda:all}.
 *
 * @param chosen at least one; the CPU may be named several times, which is of use to try things only, GPUs once each
 * @param allGpus whether {@code chosen} is the first of all GPUs that are found
 */
public record Devices(List<DeviceChoice> chosen, boolean allGpus) {

    /** See {@link DeviceChoice#AUTO}. */
    public static final Devices AUTO = of(DeviceChoice.AUTO);

    public static final Devices CPU = of(DeviceChoice.CPU);

    /** What {@link #named} takes, in words. */
    public static final String NAMES = DeviceChoice.NAMES + ", several as in cuda:0,cuda:1, or cuda:all";

    private static final String ALL = "cuda:all";

    public Devices {
        chosen = List.copyOf(chosen);
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("at least one device");
        }
    }

    /** One device. */
    public static Devices of(DeviceChoice choice) {
        return new Devices(List.of(choice), false);
    }

    /**
     * Reads a choice.
     *
     * @param option where it was made, for a message
     * @throws PlumblineException of kind USAGE if it is none
     */
    public static Devices read(String option, String text) {
        return named(text)
                .orElseThrow(() -> PlumblineException.usage(option + " must be " + NAMES + ", not '" + text + "'"));
    }

    /** The choice of that name, if it is one of {@link #NAMES}. */
    public static Optional<Devices> named(String text) {
        if (text.equals(ALL)) {
            return Optional.of(new Devices(List.of(new DeviceChoice(DeviceChoice.Kind.CUDA, 0)), true));
        }
        List<DeviceChoice> choices = new ArrayList<>();
        for (String part : Arrays.stream(text.split(",", -1)).map(String::strip).toList()) {
            Optional<DeviceChoice> choice = DeviceChoice.named(part);
            if (choice.isEmpty() || (choice.get().isCuda() && choices.contains(choice.get()))) {
                return Optional.empty();
            }
            choices.add(choice.get());
        }
        boolean mixed = choices.stream().map(DeviceChoice::kind).distinct().count() > 1;
        boolean unclear = choices.size() > 1 && choices.contains(DeviceChoice.AUTO);
        return mixed || unclear ? Optional.empty() : Optional.of(new Devices(choices, false));
    }

    /** The one device, or the first: what does not share its work computes there. */
    public DeviceChoice first() {
        return chosen.get(0);
    }

    /** Whether several may share the work. */
    public boolean areSeveral() {
        return allGpus || chosen.size() > 1;
    }

    /** Whether something is asked for that only libtorch does: a GPU, or several devices. */
    public boolean arePicked() {
        return first().isCuda() || areSeveral();
    }

    /** As {@link #read} takes it. */
    public String label() {
        return allGpus ? ALL : chosen.stream().map(DeviceChoice::label).collect(Collectors.joining(","));
    }
}
