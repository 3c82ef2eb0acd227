package dev.plumbline.trainer;

import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Small networks with random weights, losses and training steps by torch: our own in {@code test/reference-models}, made by
 * {@code test/oracle/make_reference_models.py}, and those of {@code ../shared}.
 */
public final class ReferenceModels {

    private ReferenceModels() {}

    /** A file or folder of our own. */
    public static Path own(String name) {
        return Path.of(System.getProperty("plumbline.root"), "test", "reference-models", name);
    }

    /** The folders there are. */
    public static Stream<Path> folders() {
        String shared = System.getProperty("plumbline.shared", "");
        return shared.isEmpty()
                ? Stream.of(own(""))
                : Stream.of(own(""), Path.of(shared).resolve("reference-models"));
    }
}
