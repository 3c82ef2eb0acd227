package dev.plumbline.spark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.util.graph.manager.ClassicDependencyManager;

/**
 * A folder as Spark is unpacked to, with what tests need of it: {@code jars/}, links to Spark's core and all it depends on in
 * its own versions, from the local Maven repository.
 */
final class SparkHome implements AutoCloseable {

    private final Path folder;

    private SparkHome(Path folder) {
        this.folder = folder;
    }

    static SparkHome in(Path folder) throws IOException {
        Path jars = Files.createDirectories(folder.resolve("jars"));
        for (Path jar : jars()) {
            Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
        }
        return new SparkHome(folder);
    }

    private static List<Path> jars() {
        Path repository =
                Path.of(System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
        String version = System.getProperty("spark.version", "4.0.4");
        try (RepositorySystem system = new RepositorySystemSupplier().get();
                CloseableSession session = new SessionBuilderSupplier(system)
                        .get()
                        .withLocalRepositoryBaseDirectories(repository)
                        .setOffline(true)
                        // versions as Maven 3 chose them, which fetched them
                        .setDependencyManager(new ClassicDependencyManager(null))
                        // whichever server an artifact came from
                        .setConfigProperty("aether.lrm.enhanced.trackingFilename", "none.of.these")
                        .build()) {
            CollectRequest core = new CollectRequest(
                    new Dependency(new DefaultArtifact("org.apache.spark:spark-core_2.13:" + version), "runtime"),
                    List.of());
            return system.resolveDependencies(session, new DependencyRequest(core, null)).getArtifactResults().stream()
                    .map(ArtifactResult::getArtifact)
                    .filter(artifact -> artifact.getExtension().equals("jar"))
                    .map(artifact -> artifact.getPath())
                    .toList();
        } catch (DependencyResolutionException e) {
            throw new IllegalStateException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Takes the links away. */
    @Override
    public void close() throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(folder.resolve("jars"))) {
            for (Path link : links) {
                Files.delete(link);
            }
        }
    }

    /** A class path of all its jars. */
    String classPath() {
        return folder.resolve("jars") + "/*";
    }
}
