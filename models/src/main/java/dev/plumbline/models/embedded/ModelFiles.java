package dev.plumbline.models.embedded;

import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.ground.PlumblineException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The files of an embedded model, on the class path or in its artifact's jar. */
final class ModelFiles {

    private final EmbeddedModel model;
    /** Null where they are on the class path. */
    private final @Nullable Path jar;

    private ModelFiles(EmbeddedModel model, @Nullable Path jar) {
        this.model = model;
        this.jar = jar;
    }

    /** Looks at the class path, then has the artifact fetched. */
    static ModelFiles of(EmbeddedModel model, Supplier<ArtifactFetch> artifacts) {
        if (ModelFiles.class.getResource(model.weights()) != null) {
            return new ModelFiles(model, null);
        }
        try {
            return new ModelFiles(model, artifacts.get().fetch(model.artifact()));
        } catch (PlumblineException e) {
            throw e.in("embedded:" + model.name());
        }
    }

    InputStream open(String name) throws IOException {
        return connect(name).getInputStream();
    }

    /**
     * A whole file.
     *
     * @throws PlumblineException of kind MODEL if it cannot be read
     */
    byte[] read(String name) {
        try {
            URLConnection connection = connect(name);
            try (InputStream in = connection.getInputStream()) {
                // the size is known, so that the weights are not held twice while they grow
                byte[] bytes = new byte[Math.toIntExact(connection.getContentLengthLong())];
                if (in.readNBytes(bytes, 0, bytes.length) != bytes.length) {
                    throw new IOException("truncated");
                }
                return bytes;
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    PlumblineException unreadable(String name, IOException cause) {
        String where = jar == null ? "on the class path" : "in " + jar + " (delete it to have it fetched again)";
        return PlumblineException.model(
                "embedded:" + model.name() + ": " + name + " cannot be read " + where + ": " + cause.getMessage(),
                cause);
    }

    private URLConnection connect(String name) throws IOException {
        URLConnection connection = locate(name).openConnection();
        // or the jar stays open for good
        connection.setUseCaches(false);
        return connection;
    }

    private URL locate(String name) throws IOException {
        if (jar != null) {
            return URI.create("jar:" + jar.toUri() + "!" + name).toURL();
        }
        URL own = ModelFiles.class.getResource(name);
        if (own == null) {
            throw new FileNotFoundException(name);
        }
        return own;
    }
}
