package dev.plumbline.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, redirects, refusals and what stands in front of a hub: where requests go, with which secrets, and what is said. */
final class HubAnswersTest extends HubTestCase {

    @Test
    void namesWithBlanksAndSignsAreAskedForByTheirAddress() {
        server.add(REPOSITORY, COMMIT, "a b/ü+%2F#?.txt", "odd");
        assertThat(open().locate("a b/ü+%2F#?.txt")).hasContent("odd");
    }

    @Test
    void listingsComeInPages() {
        server.withPagesOf(1);
        assertThat(open().paths()).containsExactly("README.md", "data/test.parquet", "data/train set.jsonl");
        assertThat(server.requests())
                .hasSize(3)
                .allMatch(request -> request.server().equals("hub"));
    }

    @Test
    void aMirrorWithoutTreesIsAskedFileByFile() {
        server.withoutTrees();
        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
        assertThat(cached("blobs/" + hash())).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "other port"})
    void redirectsAreFollowedAndTheTokenStaysWithTheHub(String target) {
        if (target.isEmpty()) {
            server.redirectingTo("");
        }
        server.protect(REPOSITORY, "hf_secret");
        variables.put("HF_TOKEN", "hf_secret");

        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);

        assertThat(server.requests())
                .filteredOn(request -> request.server().equals("hub"))
                .isNotEmpty()
                .allMatch(request -> request.header("Authorization").equals("Bearer hf_secret"));
        assertThat(server.requests())
                .filteredOn(request -> request.server().equals("storage"))
                .hasSize(target.isEmpty() ? 0 : 1)
                .noneMatch(request -> request.headers().containsKey("Authorization"));
    }

    @Test
    void aRenamedRepositoryIsFollowed() {
        server.misbehave(
                request -> request.path().contains("/tree/"),
                Faults.redirect("/api/datasets/org/name/tree/" + COMMIT + "?recursive=true"));
        assertThat(open().paths()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "http://user:pass@127.0.0.1/x", "jar:file:x!/y"})
    void redirectsToWhatIsNoWebAddressAreRefused(String location) {
        server.misbehave(request -> request.isFor("data/test.parquet"), Faults.redirect(location));
        fails(() -> open().locate("data/test.parquet"), PlumblineException.Kind.DATA, "redirects", "refused");
    }

    @Test
    void redirectsThatGoRoundAreAnError() {
        HubServer.Fault round = Faults.redirect("/datasets/org/name/resolve/" + COMMIT + "/README.md");
        HubServer.Fault[] many = new HubServer.Fault[30];
        Arrays.fill(many, round);
        server.misbehave(request -> request.isFor("README.md"), many);
        fails(() -> open().locate("README.md"), PlumblineException.Kind.DATA, "redirects more than 10 times");
    }

    @Test
    void withoutATokenItSaysHowToGetIn() {
        server.protect(REPOSITORY, "hf_other");
        fails(
                this::open,
                PlumblineException.Kind.DATA,
                "gated",
                "accept its licence at " + server.endpoint() + "/datasets/org/name",
                "HF_TOKEN");
        server.misbehave(request -> true, Faults.status(401, ""));
        fails(this::open, PlumblineException.Kind.DATA, "wants a token", "HF_TOKEN", "401");
        server.misbehave(request -> true, Faults.status(403, ""));
        fails(this::open, PlumblineException.Kind.DATA, "forbids", "HF_TOKEN", "licence", "403");
        variables.put("HF_TOKEN", "hf_secret");
        server.misbehave(request -> true, Faults.status(401, ""));
        fails(this::open, PlumblineException.Kind.DATA, "does not accept the token");
    }

    @Test
    void repositoryRevisionAndFileAreToldApart() {
        fails(
                () -> hub().open(new RepositoryId(RepositoryType.DATASET, "org/nothing"), COMMIT),
                PlumblineException.Kind.DATA,
                "has no data set org/nothing");
        fails(
                () -> hub().open(new RepositoryId(RepositoryType.MODEL, "org/nothing"), null),
                PlumblineException.Kind.MODEL,
                "has no model org/nothing");
        fails(
                () -> hub().open(ID, "f".repeat(40)),
                PlumblineException.Kind.DATA,
                "has no revision " + "f".repeat(40) + " of data set org/name");
        fails(() -> hub().open(ID, "dev"), PlumblineException.Kind.DATA, "has no revision dev");
        fails(() -> open().locate("absent.txt"), PlumblineException.Kind.DATA, "has no file absent.txt");
        server.misbehave(request -> request.isFor("README.md"), Faults.status(404, "EntryNotFound"));
        fails(() -> open().locate("README.md"), PlumblineException.Kind.DATA, "has no file README.md");
        assertThat(cached(".no_exist/" + COMMIT + "/README.md")).isEmptyFile();
    }

    @Test
    void aHubThatIsNotThereIsAnErrorThatSaysWhatToLookAt() {
        server.close();
        fails(
                this::open,
                PlumblineException.Kind.DATA,
                server.endpoint() + " cannot be reached",
                "HF_ENDPOINT",
                "HTTPS_PROXY",
                "--offline");
    }

    /** As behind a proxy that reads along, whose certificate Java does not know. */
    @Test
    void aCertificateThatDoesNotHoldIsAnErrorAtOnce() throws Exception {
        HttpsServer stranger = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.setHttpsConfigurator(new HttpsConfigurator(unknownCertificate()));
        stranger.start();
        try {
            variables.put(
                    "HF_ENDPOINT", "https://localhost:" + stranger.getAddress().getPort());
            variables.put("HF_TOKEN", "hf_secret");
            fails(this::open, PlumblineException.Kind.DATA, "no safe connection to https://localhost", "trust store");
            assertThat(notes).isEmpty();
        } finally {
            stranger.stop(0);
        }
    }

    private SSLContext unknownCertificate() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("store.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        int code = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "x",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(folder.resolve("keytool.txt"))).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "password".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "password".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void aProxyIsAskedForEverythingWithItsOwnPasswordAndNoOther() {
        String proxy = server.endpoint().replace("http://", "http://me:p%40ss@");
        variables.put("HF_ENDPOINT", "http://hub.invalid");
        variables.put("http_proxy", proxy);
        variables.put("HF_TOKEN", "hf_secret");
        server.redirectingTo("http://storage.invalid");

        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);

        assertThat(server.requests())
                .extracting(request -> request.address().getHost())
                .containsExactly("hub.invalid", "hub.invalid", "storage.invalid");
        // me:p@ss
        assertThat(server.requests())
                .allMatch(request -> request.header("Proxy-Authorization").equals("Basic bWU6cEBzcw=="));
        assertThat(server.requests().get(2).headers().containsKey("Authorization"))
                .isFalse();
    }

    @Test
    void aLoginPageIsNoHub() {
        server.misbehave(request -> true, Faults.loginPage());
        fails(this::open, PlumblineException.Kind.DATA, "does not answer as a hub does", "HF_ENDPOINT");
    }
}
