package dev.plumbline.models.onnx;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An {@code .onnx} file and the files beside it that hold its weights. */
final class OnnxFiles {

    private OnnxFiles() {}

    /**
     * SHA-256 over everything that may be part of the graph: of the file alone where its folder has nothing else but other
     * graphs and text, else of the lines {@code <name> <its SHA-256>} of the file and of all that may hold weights. A graph
     * names such files freely, so that one too many may be among them; one too few would give another model's vectors.
     *
     * @return 64 hex digits
     * @throws PlumblineException of kind MODEL if a file cannot be read
     */
    static String hash(Path model) {
        List<Path> weights = besides(model);
        if (weights.isEmpty()) {
            return sha256(model);
        }
        StringBuilder lines = new StringBuilder();
        Stream.concat(Stream.of(model), weights.stream())
                .forEach(file -> lines.append(file.getFileName())
                        .append(' ')
                        .append(sha256(file))
                        .append('\n'));
        return Sha256.hex(lines.toString());
    }

    private static List<Path> besides(Path model) {
        Path folder = AtomicFiles.folderOf(model.toAbsolutePath());
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            List<String> otherGraphs = names.stream()
                    .filter(name -> name.endsWith(".onnx"))
                    .filter(name -> !name.equals(model.getFileName().toString()))
                    .toList();
            return names.stream()
                    .filter(OnnxFiles::mayHoldWeights)
                    .filter(name -> otherGraphs.stream().noneMatch(name::startsWith))
                    .map(folder::resolve)
                    .toList();
        } catch (IOException e) {
            throw PlumblineException.model(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    private static boolean mayHoldWeights(String name) {
        return Stream.of(".onnx", ".json", ".txt", ".md", ".safetensors", ".model", ".jinja", ".py", ".gitattributes")
                        .noneMatch(name::endsWith)
                && !name.startsWith("openvino")
                && !name.startsWith("pytorch_model")
                && !name.startsWith(".");
    }

    private static String sha256(Path file) {
        try {
            return Sha256.hex(file);
        } catch (IOException e) {
            throw PlumblineException.model(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
