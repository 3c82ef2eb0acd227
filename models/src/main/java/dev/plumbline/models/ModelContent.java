package dev.plumbline.models;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.models.directory.HubModels;
import dev.plumbline.models.directory.ModelDirectory;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a model is made of, told without opening it: whoever used it before sees that it has become another. */
public final class ModelContent {

    private static final String FILE = "embeddings:";

    private ModelContent() {}

    /**
     * A model's content.
     *
     * @param spec as {@link Models#open} takes it
     * @return SHA-256 of a directory's files, but for Markdown and hidden ones, or of a file of vectors; the commit of a hub
     *     name, whose files are fetched if they are missing; empty for what comes with Plumbline or answers over a network
     * @throws PlumblineException as {@link Models#open} for a form that is not known or files that cannot be read or fetched
     */
    public static Optional<String> of(String spec, ModelOptions options) {
        Models.require(spec, options);
        if (spec.startsWith(FILE)) {
            return Optional.of(hash(Path.of(spec.substring(FILE.length()))));
        }
        if (ModelDirectory.looksLikeOne(spec)) {
            return Optional.of(hash(Path.of(spec)));
        }
        return HubModels.looksLikeOne(spec)
                ? Optional.of(Models.found(spec, options).commit())
                : Optional.empty();
    }

    private static String hash(Path place) {
        try {
            if (Files.isRegularFile(place)) {
                return Sha256.hex(place);
            }
            Map<String, String> files = new TreeMap<>();
            // links are followed: the hub's cache has files as such, and people have folders
            Set<FileVisitOption> links = EnumSet.of(FileVisitOption.FOLLOW_LINKS);
            Files.walkFileTree(place, links, Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return folder.equals(place) || decides(folder)
                            ? FileVisitResult.CONTINUE
                            : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (decides(file) && attributes.isRegularFile()) {
                        files.put(place.relativize(file).toString().replace('\\', '/'), Sha256.hex(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            return Sha256.hex(files.toString());
        } catch (IOException e) {
            throw PlumblineException.model(place + " cannot be read: " + e, e);
        }
    }

    private static boolean decides(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && !name.endsWith(".md");
    }
}
