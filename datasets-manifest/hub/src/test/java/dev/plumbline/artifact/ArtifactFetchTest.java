package dev.plumbline.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a repository that is a folder. */
final class ArtifactFetchTest {

    private static final MavenArtifact MODEL = new MavenArtifact("org.example", "model", "1.0");
    private static final byte[] CONTENT = "weights".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path remoteJar;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void publish() throws IOException {
        remoteJar = folder.resolve("remote").resolve(MODEL.path());
        Files.createDirectories(remoteJar.getParent());
        Files.write(remoteJar, CONTENT);
        checksum(CONTENT);
    }

    private void checksum(byte[] content) throws IOException {
        try {
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(content);
            Files.writeString(
                    remoteJar.resolveSibling(remoteJar.getFileName() + ".sha1"),
                    HexFormat.of().formatHex(sha1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path local() {
        return folder.resolve("home/.m2/repository");
    }

    private ArtifactFetch fetch(String remote, boolean offline) {
        RemoteRepository repository = new RemoteRepository.Builder(
                        "central", "default", folder.resolve(remote).toUri().toString())
                .setPolicy(new RepositoryPolicy(
                        true, RepositoryPolicy.UPDATE_POLICY_ALWAYS, RepositoryPolicy.CHECKSUM_POLICY_FAIL))
                .build();
        MavenSettings settings = MavenSettings.read(folder.resolve("home"), Optional.empty());
        return new ArtifactFetch(
                settings.localRepository(), List.of(repository), settings, offline || settings.offline(), notes::add);
    }

    @Test
    void fetchesOnceAndAloneIntoTheLocalRepository() throws IOException {
        Path jar = fetch("remote", false).fetch(MODEL);
        assertThat(jar).isEqualTo(local().resolve(MODEL.path())).hasBinaryContent(CONTENT);
        assertThat(notes).singleElement().asString().contains("org.example:model:1.0");
        assertThat(fetch("nowhere", false).fetch(MODEL)).isEqualTo(jar);
        assertThat(fetch("remote", true).fetch(MODEL)).isEqualTo(jar);
        assertThat(notes).hasSize(1);
    }

    @Test
    void aWrongChecksumIsAnErrorAndLeavesNothingBehind() throws IOException {
        checksum("other weights".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> fetch("remote", false).fetch(MODEL))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageContaining("org.example:model:1.0")
                .hasMessageContaining("hecksum");
        assertThat(local().resolve(MODEL.path())).doesNotExist();
    }

    @Test
    void aMissingChecksumIsAnError() throws IOException {
        Files.delete(remoteJar.resolveSibling(remoteJar.getFileName() + ".sha1"));
        assertThatThrownBy(() -> fetch("remote", false).fetch(MODEL))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("hecksum");
        assertThat(local().resolve(MODEL.path())).doesNotExist();
    }

    @Test
    void aMissingArtifactIsAnErrorAndFoundOnceItIsThere() throws IOException {
        Path away = folder.resolve("away.jar");
        Files.move(remoteJar, away);
        assertThatThrownBy(() -> fetch("remote", false).fetch(MODEL))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageContaining("org.example:model")
                .hasMessageContaining("cannot be fetched")
                .hasMessageContaining("dependency:get");
        Files.move(away, remoteJar);
        assertThat(fetch("remote", false).fetch(MODEL)).exists();
    }

    @Test
    void offlineSaysWhatToFetch() {
        assertThatThrownBy(() -> fetch("remote", true).fetch(MODEL))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageContaining("--offline")
                .hasMessageContaining("-Dartifact=org.example:model:1.0");
        assertThat(notes).isEmpty();
    }

    @Test
    void settingsNameAMirrorAndTheLocalRepository() throws IOException {
        Path settings = folder.resolve("home/.m2/settings.xml");
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, """
                <settings>
                  <localRepository>%s</localRepository>
                  <mirrors><mirror><id>own</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
                </settings>
                """.formatted(
                        folder.resolve("elsewhere"), folder.resolve("remote").toUri()));
        assertThat(fetch("nowhere", false).fetch(MODEL))
                .isEqualTo(folder.resolve("elsewhere").resolve(MODEL.path()))
                .hasBinaryContent(CONTENT);
    }

    @Test
    void settingsCanForbidFetching() throws IOException {
        Path settings = folder.resolve("home/.m2/settings.xml");
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, "<settings><offline>true</offline></settings>");
        assertThatThrownBy(() -> fetch("remote", false).fetch(MODEL)).hasMessageContaining("<offline>");
        Files.writeString(settings, "<settings><offline>");
        assertThatThrownBy(() -> fetch("remote", false))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("settings.xml");
    }

    @Test
    void centralIsWhatMavenTakesItToBe() {
        assertThat(MavenSettings.central()).singleElement().satisfies(repository -> {
            assertThat(repository.getId()).isEqualTo("central");
            assertThat(repository.getProtocol()).isEqualTo("https");
            assertThat(repository.getPolicy(false).getChecksumPolicy())
                    .isEqualTo(RepositoryPolicy.CHECKSUM_POLICY_FAIL);
        });
    }
}
