package dev.plumbline.models.torch;

import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.artifact.MavenArtifact;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * libtorch and DJL's bindings as files in one folder, which DJL loads as it is and then looks for nothing elsewhere.
 *
 * <p>libtorch comes as a Maven artifact, one per platform, and is fetched when first needed; the bindings are on the class
 * path.
 */
final class LibtorchFiles {

    /** The build that DJL's bindings are made for: part of {@code pytorch-jni}'s version. */
    static final String VERSION = "2.7.1";

    static final String FLAVOUR = "cpu";
    /** By what {@code os.name} begins with. */
    private static final Map<String, String> SYSTEMS = Map.of("linux", "linux", "mac", "osx", "windows", "win");

    private static final Map<String, String> PROCESSORS = Map.of("amd64", "x86_64");

    private LibtorchFiles() {}

    /** This machine by DJL's names, for example {@code linux-x86_64}. */
    static String platform(String system, String processor) {
        String name = SYSTEMS.entrySet().stream()
                .filter(known -> system.toLowerCase(Locale.ROOT).startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(system);
        return name + "-" + PROCESSORS.getOrDefault(processor, processor);
    }

    static MavenArtifact artifact(String platform) {
        return new MavenArtifact("ai.djl.pytorch", "pytorch-native-" + FLAVOUR, VERSION, platform);
    }

    /**
     * The folder with the libraries, unpacked if it is not there yet.
     *
     * @param parent folder of such folders
     * @throws PlumblineException of kind MODEL if there is no build for this machine or it cannot be had, of kind STORAGE if
     *     it cannot be unpacked
     */
    static Path unpack(Path parent, Supplier<ArtifactFetch> artifacts) {
        String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
        String bindings = "/jnilib/" + platform + "/" + FLAVOUR + "/" + System.mapLibraryName("djl_torch");
        if (LibtorchFiles.class.getResource(bindings) == null) {
            throw PlumblineException.model("networks cannot be computed natively on " + platform
                    + ": DJL has no bindings for it; use the model's ONNX form");
        }
        Path folder = parent.resolve("libtorch-" + VERSION + "-" + FLAVOUR + "-" + platform);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Path jar = artifacts.get().fetch(artifact(platform));
        try {
            Files.createDirectories(parent);
            Path temporary = TemporaryFiles.tracked(() -> Files.createTempDirectory(parent, ".libtorch"));
            try {
                unpack(jar, "pytorch/" + FLAVOUR + "/" + platform + "/", temporary);
                try (InputStream in = LibtorchFiles.class.getResourceAsStream(bindings)) {
                    Files.copy(in, temporary.resolve(System.mapLibraryName("djl_torch")));
                }
                rename(temporary, folder);
            } finally {
                delete(temporary);
            }
        } catch (IOException | UncheckedIOException e) {
            throw PlumblineException.storage(
                    "libtorch cannot be unpacked from " + jar + " to " + folder + ": " + e.getMessage()
                            + "; it needs 450 MB (PLUMBLINE_CACHE names another folder)",
                    e);
        }
        return folder;
    }

    private static void unpack(Path jar, String prefix, Path folder) throws IOException {
        int files = 0;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (!entry.isDirectory() && name.startsWith(prefix)) {
                    String file = name.substring(prefix.length());
                    if (file.contains("/") || file.contains("\\")) {
                        throw new IOException("an entry " + name + " is not expected there");
                    }
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, folder.resolve(file));
                    }
                    files++;
                }
            }
        }
        if (files == 0) {
            throw new IOException("it has no " + prefix);
        }
    }

    /** Another process that was faster has made the same folder. */
    private static void rename(Path temporary, Path folder) throws IOException {
        try {
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException | DirectoryNotEmptyException | FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
