package dev.plumbline.reports.figure;

import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Figures of many models.
 *
 * @param origin where they come from: source, date and the like
 * @param models one per model, names unique
 */
public record FigureTable(Map<String, String> origin, List<ModelFigures> models) {

    private static final String PUBLISHED = "published.tsv.gz";

    public FigureTable {
        origin = Collections.unmodifiableMap(new LinkedHashMap<>(origin));
        models = List.copyOf(models);
    }

    /**
     * The published figures that come with Plumbline: every model that was complete on MTEB(eng, v1), MTEB(eng, v2) or
     * MTEB(cmn, v1) in the public results repository on the date of {@link #origin()}. Read anew by each call.
     */
    public static FigureTable published() {
        try (InputStream in = FigureTable.class.getResourceAsStream(PUBLISHED)) {
            if (in == null) {
                throw new IOException("missing from the class path: " + PUBLISHED);
            }
            return RegistryFacts.addedTo(FigureText.read(in, "the published figures"));
        } catch (IOException e) {
            throw new UncheckedIOException("bundled figures", e);
        }
    }

    /**
     * Reads a file of figures.
     *
     * @throws PlumblineException of kind RESULT if it is none
     */
    public static FigureTable read(Path file) {
        try (InputStream in = Files.newInputStream(OrdinaryFiles.require(file))) {
            return FigureText.read(in, file.toString());
        } catch (ZipException | EOFException e) {
            throw PlumblineException.result(
                    file + " is no file of figures, or a part of one; plumbline results import --output writes them",
                    e);
        } catch (IOException e) {
            throw PlumblineException.result("cannot read figures from " + file + ": " + e, e);
        }
    }

    /** The content of a file of figures; the same figures give the same bytes. */
    public byte[] toBytes() {
        return FigureText.write(this);
    }

    /**
     * What is known of a model: of its figures' file, else of mteb's registry, which has models without figures too.
     *
     * @param name {@code org/name}
     */
    public ModelFacts facts(String name) {
        return model(name).map(ModelFigures::facts).orElseGet(() -> RegistryFacts.of(name));
    }

    /** A model by its name. */
    public Optional<ModelFigures> model(String name) {
        return models.stream().filter(model -> model.model().equals(name)).findFirst();
    }
}
