package dev.plumbline.spark;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import dev.plumbline.harness.engine.ModelRecipe;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;

/** A model's folder on its way to executors that cannot see it: packed once, fetched and unpacked once by each. */
final class ShippedModel {

    private static final String SCHEME = "shipped:";
    private static final String NAME = "plumbline-model";

    private ShippedModel() {}

    /**
     * Sends the folder.
     *
     * @return the recipe by which executors find it
     * @throws PlumblineException of kind USAGE if the model is no folder, of kind STORAGE if there is no room to pack it
     */
    static ModelRecipe send(ModelRecipe recipe, JavaSparkContext context) {
        Path folder = Path.of(recipe.spec());
        if (!Files.isDirectory(folder)) {
            throw PlumblineException.usage("--ship-model is for a model that is a folder, not for " + recipe.spec());
        }
        try {
            Path room = TemporaryFiles.tracked(() -> Files.createTempDirectory(NAME));
            Path packed = room.resolve(NAME + ".zip");
            pack(folder, packed);
            // in this order: the last that is named goes first
            room.toFile().deleteOnExit();
            packed.toFile().deleteOnExit();
            context.sc().addArchive(packed.toUri() + "#" + NAME);
        } catch (IOException e) {
            throw PlumblineException.storage("cannot pack " + folder + " to send it: " + e.getMessage(), e);
        }
        return recipe.of(SCHEME + NAME);
    }

    /** Weights are as good as random: they are packed without being compressed. */
    private static void pack(Path folder, Path packed) throws IOException {
        try (OutputStream out = Files.newOutputStream(packed);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    /** The model as {@code --model} names it on this executor. */
    static String here(String spec) {
        return spec.startsWith(SCHEME) ? SparkFiles.get(spec.substring(SCHEME.length())) : spec;
    }
}
