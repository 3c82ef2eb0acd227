package dev.plumbline.models.torch;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What this machine has of NVIDIA's GPUs: what the driver's library says, else what Linux does; without CUDA. */
public final class Gpus {

    private static final Path DRIVER = Path.of("/proc/driver/nvidia");
    private static final Pattern VERSION = Pattern.compile("\\b\\d+\\.\\d+(\\.\\d+)?\\b");
    private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(.+?)\\s*$");

    private Gpus() {}

    /**
     * A GPU.
     *
     * @param number from 0, as the machine counts
     * @param name of its model
     * @param memory its bytes, 0 if that is not known
     * @param used of them, by all who use it; 0 if that is not known
     */
    public record Gpu(int number, String name, long memory, long used) {}

    /** All that there are. */
    public static List<Gpu> list() {
        return Nvml.here().map(Nvml::gpus).orElseGet(() -> {
            List<String> names = names();
            return IntStream.range(0, names.size())
                    .mapToObj(number -> new Gpu(number, names.get(number), 0, 0))
                    .toList();
        });
    }

    /** Version of the driver, if there is one. */
    public static Optional<String> driver() {
        return Nvml.here().flatMap(Nvml::driver).or(() -> find(DRIVER.resolve("version"), VERSION, 0));
    }

    /** The GPUs' name, where all have the same. */
    static Optional<String> name() {
        List<String> names = names().stream().distinct().toList();
        return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
    }

    private static List<String> names() {
        Path gpus = DRIVER.resolve("gpus");
        if (!Files.isDirectory(gpus)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(gpus)) {
            return folders.sorted()
                    .map(folder -> find(folder.resolve("information"), MODEL, 1))
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            // it is only told
            return List.of();
        }
    }

    private static Optional<String> find(Path file, Pattern pattern, int group) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(file));
            return matcher.find() ? Optional.of(matcher.group(group)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Why a GPU that is asked for is not had, and what to do.
     *
     * @param folder libtorch's
     * @param cuda whether libtorch has found some GPU
     */
    static PlumblineException missing(DeviceChoice choice, String version, String folder, boolean cuda) {
        String asked = choice.label() + " is asked for, but ";
        return PlumblineException.model(asked + why(version, folder, cuda) + "; or take --device cpu");
    }

    /** Why no GPU can be used, and what to do. */
    static String why(String version, String folder, boolean cuda) {
        String driverFound = driver().map(number -> "NVIDIA's driver " + number + " is there")
                .orElse("no driver of NVIDIA's was found (" + DRIVER.resolve("version") + ")");
        if (cuda) {
            return "libtorch " + version
                    + " can use no GPU of that number; nvidia-smi -L lists them, counted from 0, and CUDA_VISIBLE_DEVICES"
                    + " may hide some";
        }
        if (Files.exists(Path.of(folder).resolve(System.mapLibraryName("torch_cuda")))) {
            return "libtorch " + version + " in " + folder + ", which is made for CUDA, finds no GPU; " + driverFound
                    + ". See that nvidia-smi lists the GPU, that the driver is not older than libtorch's CUDA, and that"
                    + " CUDA_VISIBLE_DEVICES does not hide it";
        }
        return "libtorch " + version + " in " + folder + " computes on the CPU alone; " + driverFound
                + ". Name a libtorch made for CUDA with --libtorch, for example torch/lib of an installed Python torch"
                + " (docs/gpu.md)";
    }

    /**
     * Bytes in use, by all, of the GPU that CUDA counts as this one.
     *
     * @return 0 if that is not known
     */
    public static long used(int number) {
        return counted(number).map(Gpu::used).orElse(0L);
    }

    /** Bytes that nobody uses of the GPU that CUDA counts as this one; empty if that is not known. */
    public static OptionalLong free(int number) {
        return counted(number)
                .filter(gpu -> gpu.memory() > 0)
                .map(gpu -> OptionalLong.of(gpu.memory() - gpu.used()))
                .orElse(OptionalLong.empty());
    }

    /**
     * Bytes that the GPU has that CUDA counts as this one.
     *
     * @return 0 if that is not known
     */
    public static long memory(int number) {
        return counted(number).map(Gpu::memory).orElse(0L);
    }

    private static Optional<Gpu> counted(int number) {
        String visible = System.getenv("CUDA_VISIBLE_DEVICES");
        int counted = number;
        if (visible != null) {
            String[] shown = visible.split(",", -1);
            String name = number < shown.length ? shown[number].strip() : "";
            if (!name.matches("\\d{1,4}")) {
                // named by its serial number, which is not looked up for a figure in a log
                return Optional.empty();
            }
            counted = Integer.parseInt(name);
        }
        int own = counted;
        return Nvml.here().stream()
                .flatMap(nvml -> nvml.gpus().stream())
                .filter(gpu -> gpu.number() == own)
                .findFirst();
    }
}
