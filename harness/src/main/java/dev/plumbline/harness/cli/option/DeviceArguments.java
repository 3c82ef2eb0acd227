package dev.plumbline.harness.cli.option;

import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.torch.Devices;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say on what networks are computed. */
public final class DeviceArguments {

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "auto (default), cpu, cuda or cuda:N, for weights in safetensors; cuda:0,cuda:1 or cuda:all for"
                            + " several that share the work. auto is the first GPU where there is a libtorch of one's own that can"
                            + " use it, else the CPU.")
    private String device;

    @Option(
            names = "--libtorch",
            paramLabel = "DIR",
            description =
                    "A libtorch of one's own, for example torch/lib of an installed Python torch; needed for a GPU"
                            + " (docs/gpu.md). Default: $$PYTORCH_LIBRARY_PATH, else one for the CPU, fetched once.")
    private Path libtorch;

    /** The devices, if any is asked for. */
    public Optional<Devices> devices() {
        return Optional.ofNullable(device).map(text -> Devices.read("--device", text));
    }

    public Optional<Path> libtorch() {
        return Optional.ofNullable(libtorch);
    }

    /** The options with what is asked for here. */
    ModelOptions applied(ModelOptions options) {
        ModelOptions applied = devices().map(options::withDevices).orElse(options);
        return libtorch().map(applied::withLibtorch).orElse(applied);
    }
}
