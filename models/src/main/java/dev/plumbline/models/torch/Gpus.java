package dev.plumbline.models.torch;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Linux says of NVIDIA's driver and GPUs, without CUDA's libraries. */
final class Gpus {

    private static final Path DRIVER = Path.of("/proc/driver/nvidia");
    private static final Pattern VERSION = Pattern.compile("\\b\\d+\\.\\d+(\\.\\d+)?\\b");
    private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(.+?)\\s*$");

    private Gpus() {}

    /** The GPUs' name, where all have the same. */
    static Optional<String> name() {
        Path gpus = DRIVER.resolve("gpus");
        if (!Files.isDirectory(gpus)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(gpus)) {
            var names = folders.map(folder -> find(folder.resolve("information"), MODEL, 1))
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
            return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
        } catch (IOException e) {
            // it is only told
            return Optional.empty();
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
        Optional<String> driver = find(DRIVER.resolve("version"), VERSION, 0);
        String asked = choice.label() + " is asked for, but ";
        String driverFound = driver.map(number -> "NVIDIA's driver " + number + " is there")
                .orElse("no driver of NVIDIA's was found (" + DRIVER.resolve("version") + ")");
        if (cuda) {
            return PlumblineException.model(asked + "libtorch " + version
                    + " can use no GPU of that number; nvidia-smi -L lists them, counted from 0, and CUDA_VISIBLE_DEVICES"
                    + " may hide some");
        }
        if (Files.exists(Path.of(folder).resolve(System.mapLibraryName("torch_cuda")))) {
            return PlumblineException.model(asked + "libtorch " + version + " in " + folder
                    + ", which is made for CUDA, finds no GPU; " + driverFound
                    + ". See that nvidia-smi lists the GPU, that the driver is not older than libtorch's CUDA, and that"
                    + " CUDA_VISIBLE_DEVICES does not hide it; or take --device cpu");
        }
        return PlumblineException.model(asked + "libtorch " + version + " in " + folder + " computes on the CPU alone; "
                + driverFound + ". Name a libtorch made for CUDA with --libtorch, for example torch/lib of an installed"
                + " Python torch (docs/gpu.md); or take --device cpu");
    }
}
