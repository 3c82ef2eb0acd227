package dev.plumbline.models.torch;

import ai.djl.Device;
import dev.plumbline.ground.PlumblineException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On what networks are computed, as {@code --device} and {@code device:} name it.
 *
 * @param number of the GPU, from 0, where it is one
 */
public record DeviceChoice(Kind kind, int number) {

    /** The first GPU that libtorch can use, else the CPU. */
    public static final DeviceChoice AUTO = new DeviceChoice(Kind.AUTO, 0);

    public static final DeviceChoice CPU = new DeviceChoice(Kind.CPU, 0);

    /** What {@link #named} takes, in words. */
    public static final String NAMES = "auto, cpu, cuda or cuda:N";

    private static final Pattern CUDA = Pattern.compile("(?:cuda(?::|$))?([0-9]{1,4})?");

    /** What kind of device. */
    public enum Kind {
        AUTO,
        CPU,
        CUDA
    }

    /**
     * Reads a choice.
     *
     * @param option where it was made, for a message
     * @throws PlumblineException of kind USAGE if it is none
     */
    public static DeviceChoice read(String option, String text) {
        return named(text)
                .orElseThrow(() -> PlumblineException.usage(option + " must be " + NAMES + ", not '" + text + "'"));
    }

    /** The choice of that name, if it is one of {@link #NAMES}; mteb's {@code --device 0} is {@code cuda:0}. */
    public static Optional<DeviceChoice> named(String text) {
        if (text.equals("auto")) {
            return Optional.of(AUTO);
        }
        if (text.equals("cpu")) {
            return Optional.of(CPU);
        }
        Matcher cuda = CUDA.matcher(text);
        return !text.isEmpty() && !text.endsWith(":") && cuda.matches()
                ? Optional.of(new DeviceChoice(Kind.CUDA, cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1))))
                : Optional.empty();
    }

    /** Whether a GPU is asked for, and nothing else will do. */
    public boolean isCuda() {
        return kind == Kind.CUDA;
    }

    /** DJL's name of it; a GPU for {@code auto}. */
    Device device() {
        return kind == Kind.CPU ? Device.cpu() : Device.gpu(number);
    }

    /** As {@link #read} takes it. */
    public String label() {
        return switch (kind) {
            case AUTO -> "auto";
            case CPU -> "cpu";
            case CUDA -> "cuda:" + number;
        };
    }
}
