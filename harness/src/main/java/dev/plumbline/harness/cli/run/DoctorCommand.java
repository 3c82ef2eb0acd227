package dev.plumbline.harness.cli.run;

import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.DeviceArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.NetworkArguments;
import dev.plumbline.harness.cli.table.ByteSizes;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.harness.folder.Versions;
import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.HubProgress;
import dev.plumbline.hub.RepositoryId;
import dev.plumbline.hub.RepositoryType;
import dev.plumbline.models.torch.Devices;
import dev.plumbline.models.torch.Gpus;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.tasks.data.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = "Say what this machine has of what Plumbline needs, and what to do about the rest.",
        footer = {"", "Exit codes: 0 all is well, 1 something is not."},
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {

    private static final int OLDEST_JAVA = 17;
    private static final long LITTLE_MEMORY = 1L << 30;
    private static final long LITTLE_DISK = 5_000_000_000L;
    private static final String ASKED_FOR = "mteb/stsbenchmark-sts";

    @Spec
    private CommandSpec command;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private DeviceArguments devices;

    private final TextTable table = new TextTable("WHAT", "IS", "NOTE");
    private int problems;

    @Override
    public Integer call() {
        java();
        folder("cache", CacheFolder.ofEnvironment().root(), "PLUMBLINE_CACHE names another");
        folder("hub's cache", HubEnvironment.ofProcess().cache().root(), "HF_HUB_CACHE names another");
        libtorch();
        hub();
        command.commandLine().getOut().print(table);
        command.commandLine()
                .getOut()
                .println(
                        problems == 0
                                ? "all is well"
                                : problems + (problems == 1 ? " thing is" : " things are") + " not");
        command.commandLine().getOut().flush();
        return problems == 0 ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private void java() {
        line("Plumbline", Versions.PLUMBLINE, "");
        int version = Runtime.version().feature();
        line(
                "Java",
                Runtime.version() + ", " + System.getProperty("java.vendor", ""),
                version < OLDEST_JAVA ? problem("Java " + OLDEST_JAVA + " is needed") : "");
        line("processor", Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.arch"), "");
        long memory = Runtime.getRuntime().maxMemory();
        line(
                "memory for Java",
                ByteSizes.of(memory),
                memory < LITTLE_MEMORY ? problem("little; PLUMBLINE_JAVA_OPTS=-Xmx4g gives more") : "");
    }

    private void folder(String what, Path folder, String remedy) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        String note = "";
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            note = ByteSizes.of(free) + " free";
            if (!Files.isDirectory(there) || !Files.isWritable(there)) {
                note = problem("cannot be written; " + remedy);
            } else if (free < LITTLE_DISK) {
                note = problem("only " + note + "; " + remedy);
            }
        } catch (IOException e) {
            note = problem("cannot be looked at: " + e.getMessage());
        }
        line(what, folder.toString(), note);
    }

    /** Without a network it may still be on this machine. */
    private void libtorch() {
        Optional<Libtorch> found = Optional.empty();
        try {
            Libtorch libtorch = Libtorch.start(
                    CacheFolder.ofEnvironment().nativeLibraries(),
                    devices.libtorch(),
                    () -> ArtifactFetch.ofUser(true, text -> {}));
            found = Optional.of(libtorch);
            line(
                    "libtorch",
                    libtorch.version(),
                    libtorch.folder()
                            + libtorch.cuda()
                                    .map(cuda -> ", made for CUDA " + cuda)
                                    .orElse(", made for the CPU"));
        } catch (PlumblineException e) {
            if (Libtorch.isOwn(devices.libtorch())) {
                line("libtorch", "cannot be used", problem(e.getMessage()));
            } else {
                line("libtorch", "not here yet", "fetched when training or weights in safetensors first need it");
            }
        }
        gpus(found);
    }

    /** What is there, whether libtorch can use it, and what to do if not. */
    private void gpus(Optional<Libtorch> libtorch) {
        Optional<String> driver = Gpus.driver();
        line("NVIDIA's driver", driver.orElse("not here"), "");
        List<Gpus.Gpu> gpus = Gpus.list();
        for (Gpus.Gpu gpu : gpus) {
            String memory = gpu.memory() == 0
                    ? ""
                    : ByteSizes.of(gpu.memory()) + ", " + ByteSizes.of(gpu.memory() - gpu.used()) + " free";
            line("GPU " + gpu.number(), gpu.name(), memory);
        }
        Devices asked = devices.devices().orElse(gpus.isEmpty() ? Devices.CPU : Devices.AUTO);
        if (libtorch.isEmpty()) {
            if (asked.first().isCuda()) {
                line(
                        "networks run on",
                        asked.label(),
                        problem("there is no libtorch; --libtorch names one (docs/gpu.md)"));
            }
            return;
        }
        try {
            Libtorch there = libtorch.get().on(asked);
            line("networks run on", there.deviceLabel(), there.isOnGpu() || gpus.isEmpty() ? "" : there.whyNoGpu());
        } catch (PlumblineException e) {
            line("networks run on", asked.label(), problem(e.getMessage()));
        }
    }

    private void hub() {
        HubEnvironment environment = HubEnvironment.ofProcess();
        String address = environment.endpoint().toString();
        if (network.offline()) {
            line("hub", address, "not asked: offline");
            return;
        }
        try {
            Hub.of(environment, HubProgress.NONE, Duration.ofMillis(10))
                    .open(new RepositoryId(RepositoryType.DATASET, ASKED_FOR), "main");
            line("hub", address, "answers" + (environment.token().isPresent() ? ", with a token" : ""));
        } catch (PlumblineException e) {
            line("hub", address, problem(e.getMessage()));
        }
    }

    private String problem(String text) {
        problems++;
        return "PROBLEM: " + text;
    }

    private void line(String what, String is, String note) {
        table.add(what, is, note);
    }
}
