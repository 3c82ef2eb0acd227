package dev.plumbline.models.torch;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A libtorch of the user's own: an installed Python torch, or what pytorch.org offers as LibTorch.
 *
 * @param folder of the libraries
 * @param version what its files say of it, for example {@code 2.11.0+cu128}; empty if they say nothing
 * @param cuda whether it was made for CUDA
 */
record InstalledTorch(Path folder, Optional<String> version, boolean cuda) {

    /** Minor versions of libtorch 2 that DJL's bindings, made for the first, were seen to work with. */
    private static final int FIRST = 7;

    private static final int LAST = 11;

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.\\d+[0-9A-Za-z.+]*");

    /** In {@code version.py}: {@code cuda: Optional[str] = '12.8'}. */
    private static final Pattern CUDA = Pattern.compile("(?m)^cuda\\b[^'\"\n]*['\"](\\d+(?:\\.\\d+)*)['\"]");

    /** From a folder to its libraries: {@code torch/lib}, {@code torch} or LibTorch, {@code site-packages}. */
    private static final List<String> PLACES = List.of("", "lib", "torch/lib");

    /**
     * Finds it.
     *
     * @param option what named the folder, for a message
     * @throws PlumblineException of kind USAGE if it is not there; of kind MODEL if DJL's bindings do not go with it
     */
    static InstalledTorch in(String option, Path folder) {
        String library = System.mapLibraryName("torch");
        Path found = PLACES.stream()
                .map(folder::resolve)
                .filter(place -> Files.isRegularFile(place.resolve(library)))
                .findFirst()
                .orElseThrow(() -> PlumblineException.usage(option + " " + folder + " has no " + library
                        + "; name the folder torch/lib of an installed Python torch, or lib of LibTorch"))
                .toAbsolutePath()
                .normalize();
        InstalledTorch torch = new InstalledTorch(found, version(found), isForCuda(found));
        torch.version.ifPresent(version -> torch.check(option, version));
        return torch;
    }

    private static boolean isForCuda(Path folder) {
        return Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")));
    }

    /** The CUDA that the libraries in a folder were made for, {@code unknown} where nothing says which. */
    static Optional<String> cuda(Path folder) {
        return isForCuda(folder)
                ? said(folder, CUDA, List.of("version.py"))
                        .map(found -> found.group(1))
                        .or(() -> Optional.of("unknown"))
                : Optional.empty();
    }

    private static Optional<String> version(Path folder) {
        return said(folder, VERSION, List.of("version.py", "build-version")).map(found -> found.group());
    }

    private static Optional<MatchResult> said(Path folder, Pattern pattern, List<String> files) {
        for (String name : files) {
            Path file = folder.resolveSibling(name);
            if (Files.isRegularFile(file)) {
                try {
                    Matcher found = pattern.matcher(Files.readString(file));
                    if (found.find()) {
                        return Optional.of(found.toMatchResult());
                    }
                } catch (IOException e) {
                    throw PlumblineException.model(file + ": cannot be read: " + e.getMessage(), e);
                }
            }
        }
        return Optional.empty();
    }

    private void check(String option, String said) {
        Matcher version = VERSION.matcher(said);
        boolean fits = version.matches()
                && version.group(1).equals("2")
                && Integer.parseInt(version.group(2)) >= FIRST
                && Integer.parseInt(version.group(2)) <= LAST;
        if (!fits) {
            throw PlumblineException.model(option + " " + folder + " is libtorch " + said
                    + "; this program goes with 2." + FIRST + " to 2." + LAST
                    + ". Install one of these beside it, for example: pip install --target DIR torch==2." + FIRST
                    + ".1 (docs/gpu.md)");
        }
    }

    /** DJL's bindings that go with it. */
    String flavour() {
        return cuda ? "cu128" : LibtorchFiles.FLAVOUR;
    }
}
