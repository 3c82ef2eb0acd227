package dev.plumbline.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.transformer.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices by name, and a libtorch of one's own by its files. Nothing here needs a GPU. */
final class DeviceChoiceTest {

    @TempDir
    private Path folder;

    private static PlumblineException thrown(ThrowingCallable work) {
        PlumblineException thrown = catchThrowableOfType(PlumblineException.class, work);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    @ParameterizedTest
    @CsvSource({"auto, auto", "cpu, cpu", "cuda, cuda:0", "cuda:0, cuda:0", "cuda:11, cuda:11"})
    void isReadByName(String text, String label) {
        assertThat(DeviceChoice.read("--device", text).label()).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "CPU", "cuda:99999999999", "cuda 1"})
    void anotherNameIsRefused(String text) {
        PlumblineException refused = thrown(() -> DeviceChoice.read("--device", text));
        assertThat(refused.kind()).isEqualTo(PlumblineException.Kind.USAGE);
        assertThat(refused).hasMessageContaining("--device").hasMessageContaining("'" + text + "'");
    }

    @Test
    void devicesAreDjls() {
        assertThat(DeviceChoice.CPU.device()).isEqualTo(Device.cpu());
        assertThat(DeviceChoice.read("--device", "cuda:3").device()).isEqualTo(Device.gpu(3));
    }

    @Test
    void theCpuIsTakenWhereItIsAskedForOrNothingElseIsThere() {
        for (DeviceChoice choice : new DeviceChoice[] {DeviceChoice.CPU, DeviceChoice.AUTO}) {
            Libtorch libtorch = Networks.libtorch().on(choice);
            assertThat(libtorch.isOnGpu()).isFalse();
            assertThat(libtorch.deviceLabel()).isEqualTo("cpu");
            assertThat(libtorch.version()).endsWith(" cpu");
            try (NDManager manager = libtorch.newManager()) {
                assertThat(manager.getDevice()).isEqualTo(Device.cpu());
            }
        }
    }

    /** Tests run on the libtorch that is fetched, which is made for the CPU. */
    @Test
    void aGpuThatIsNotThereIsAnErrorThatSaysWhatIsThereAndWhatToDo() {
        PlumblineException missing = thrown(() -> Networks.libtorch().on(DeviceChoice.read("--device", "cuda:1")));
        assertThat(missing.kind()).isEqualTo(PlumblineException.Kind.MODEL);
        assertThat(missing)
                .hasMessageContaining("cuda:1 is asked for")
                .hasMessageContaining("libtorch 2.")
                .hasMessageContaining("CPU alone")
                .hasMessageContaining("driver")
                .hasMessageContaining("--libtorch")
                .hasMessageContaining("docs/gpu.md");
    }

    private void library(String place, String... names) throws IOException {
        Files.createDirectories(folder.resolve(place));
        for (String name : names) {
            Files.createFile(folder.resolve(place).resolve(System.mapLibraryName(name)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "torch", "torch/lib"})
    void anInstalledTorchIsFoundFromAnyOfItsFolders(String named) throws IOException {
        library("torch/lib", "torch", "torch_cuda");
        Files.writeString(folder.resolve("torch/version.py"), "__version__ = '2.11.0+cu128'\ncuda = '12.8'\n");
        InstalledTorch torch = InstalledTorch.in("--libtorch", folder.resolve(named));
        assertThat(torch.folder()).isEqualTo(folder.resolve("torch/lib").toAbsolutePath());
        assertThat(torch.version()).hasValue("2.11.0+cu128");
        assertThat(torch.cuda()).isTrue();
        assertThat(InstalledTorch.cuda(torch.folder())).hasValue("12.8");
        assertThat(torch.flavour()).isEqualTo("cu128");
    }

    @Test
    void soIsAnUnpackedLibtorch() throws IOException {
        library("lib", "torch");
        Files.writeString(folder.resolve("build-version"), "2.7.1+cpu\n");
        InstalledTorch torch = InstalledTorch.in("--libtorch", folder.resolve("lib"));
        assertThat(torch.version()).hasValue("2.7.1+cpu");
        assertThat(torch.cuda()).isFalse();
        assertThat(InstalledTorch.cuda(torch.folder())).isEmpty();
        assertThat(torch.flavour()).isEqualTo("cpu");
    }

    @Test
    void oneThatDoesNotSayItsVersionIsTried() throws IOException {
        library("lib", "torch");
        assertThat(InstalledTorch.in("--libtorch", folder).version()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.13.1", "2.6.0+cu124", "2.15.0+cu132", "3.0.0"})
    void anotherVersionIsRefused(String version) throws IOException {
        library("lib", "torch");
        Files.writeString(folder.resolve("build-version"), version);
        PlumblineException refused = thrown(() -> InstalledTorch.in("--libtorch", folder));
        assertThat(refused.kind()).isEqualTo(PlumblineException.Kind.MODEL);
        assertThat(refused).hasMessageContaining(version).hasMessageContaining("2.7 to 2.11");
    }

    @Test
    void aFolderWithoutLibtorchIsRefused() {
        PlumblineException refused = thrown(() -> InstalledTorch.in("--libtorch", folder));
        assertThat(refused.kind()).isEqualTo(PlumblineException.Kind.USAGE);
        assertThat(refused)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(System.mapLibraryName("torch"));
    }
}
