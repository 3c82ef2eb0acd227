package dev.plumbline.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server that misbehaves in every way there is, and what the cache holds afterwards. */
final class HubTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String REPOSITORY = "datasets/org/name";
    private static final RepositoryId ID = new RepositoryId(RepositoryType.DATASET, "org/name");
    private static final byte[] DATA = new byte[300_000];

    static {
        new Random(1).nextBytes(DATA);
    }

    @TempDir
    private Path folder;

    private HubServer server;
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws IOException {
        server = new HubServer()
                .add(REPOSITORY, COMMIT, "README.md", "small")
                .add(REPOSITORY, COMMIT, "data/test.parquet", DATA)
                .add(REPOSITORY, COMMIT, "data/train set.jsonl", "not needed");
        variables.put("HF_ENDPOINT", server.endpoint());
        variables.put("HF_HUB_CACHE", folder.resolve("cache").toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Hub hub() {
        HubProgress progress = new HubProgress() {
            @Override
            public void note(String message) {
                notes.add(message);
            }

            @Override
            public void warning(String message) {
                notes.add("warning: " + message);
            }
        };
        return Hub.of(new HubEnvironment(variables, folder), progress, Duration.ofMillis(1));
    }

    private HubSnapshot open() {
        return hub().open(ID, COMMIT);
    }

    private Path cached(String path) {
        return folder.resolve("cache/datasets--org--name").resolve(path);
    }

    private Path pointer() {
        return cached("snapshots/" + COMMIT + "/data/test.parquet");
    }

    private static String hash() {
        return BlobHash.of(DATA, "0".repeat(64));
    }

    private static void fails(Runnable action, PlumblineException.Kind kind, String... words) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .message()
                .contains(words)
                .doesNotContain("hf_secret");
    }

    @Test
    void writesTheLayoutOfHuggingfaceHub() throws IOException {
        Path file = open().locate("data/test.parquet");

        assertThat(file).isEqualTo(pointer()).hasBinaryContent(DATA);
        assertThat(Files.readSymbolicLink(file)).hasToString("../../../blobs/" + hash());
        assertThat(cached("blobs/" + hash())).isRegularFile();
        assertThat(cached("refs")).doesNotExist();
        assertThat(folder.resolve("cache/.locks/datasets--org--name/" + hash() + ".lock"))
                .exists();
        assertThat(folder.resolve("cache/CACHEDIR.TAG"))
                .content()
                .startsWith("Signature: 8a477f597d28d172789f06886806bc55\n");
        try (var blobs = Files.list(cached("blobs"))) {
            assertThat(blobs).hasSize(1);
        }
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.header("User-Agent")).startsWith("plumbline"));
    }

    @Test
    void smallFilesAreNamedByGitsHash() {
        open().fetch(List.of("README.md"));
        // printf small | git hash-object --stdin
        assertThat(cached("blobs/64c3ecd7abb014643a372e0155b41cfca014c01f")).hasContent("small");
    }

    @Test
    void aBranchIsRecordedAsPythonRecordsIt() {
        HubSnapshot snapshot = hub().open(ID, null);
        snapshot.fetch(List.of("README.md"));

        assertThat(snapshot.commit()).isEqualTo(COMMIT);
        assertThat(cached("refs/main")).hasContent(COMMIT);
    }

    @Test
    void whatIsThereIsNotAskedForAgain() {
        open().fetch(List.of("README.md", "data/test.parquet"));
        int before = server.requests().size();
        open().fetch(List.of("README.md", "data/test.parquet"));
        assertThat(server.requests()).hasSize(before);
    }

    @Test
    void aSecondCommitSharesTheBlob() throws IOException {
        open().fetch(List.of("data/test.parquet"));
        String next = "f".repeat(40);
        server.close();
        server = new HubServer().add(REPOSITORY, next, "data/test.parquet", DATA);
        variables.put("HF_ENDPOINT", server.endpoint());

        assertThat(hub().open(ID, next).locate("data/test.parquet")).hasBinaryContent(DATA);
        assertThat(server.downloads("data/test.parquet")).isEmpty();
    }

    @Test
    void aFileOfAnotherSizeIsFetchedAgain() throws IOException {
        open().fetch(List.of("data/test.parquet"));
        Files.writeString(cached("blobs/" + hash()), "cut off");
        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
    }

    @Test
    void withoutLinksTheSnapshotHoldsTheFile() {
        variables.put("HF_HUB_DISABLE_SYMLINKS", "1");
        Path file = open().locate("data/test.parquet");
        assertThat(file).isRegularFile().hasBinaryContent(DATA);
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(cached("blobs/" + hash())).doesNotExist();
    }

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
    void aCutDownloadGoesOnWhereItStopped() {
        server.misbehave(
                request -> request.server().equals("storage"), Faults.cutAfter(100_000), Faults.cutAfter(50_000));

        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
        List<Long> starts = starts();
        assertThat(starts).hasSize(3);
        // what is on its way while a connection breaks is lost
        assertThat(starts.get(0)).isZero();
        assertThat(starts.get(1)).isBetween(50_000L, 100_000L);
        assertThat(starts.get(2)).isBetween(starts.get(1) + 1, 150_000L);
    }

    @Test
    void aLaterProcessGoesOnWhereAnEarlierOneStopped() {
        HubServer.Fault[] gone = new HubServer.Fault[6];
        Arrays.fill(gone, Faults.cutAfter(0));
        gone[0] = Faults.cutAfter(100_000);
        server.misbehave(request -> request.server().equals("storage"), gone);
        fails(() -> open().locate("data/test.parquet"), PlumblineException.Kind.DATA, "org/name");
        assertThat(pointer()).doesNotExist();

        int before = starts().size();
        assertThat(before).isEqualTo(6);
        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
        assertThat(starts()).hasSize(before + 1);
        assertThat(starts().get(before)).isBetween(50_000L, 100_000L);
    }

    @Test
    void aServerThatIgnoresRangesSendsTheWholeAgain() {
        server.misbehave(request -> request.server().equals("storage"), Faults.cutAfter(100_000), Faults.ignoreRange());
        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
        assertThat(starts()).hasSize(2);
        assertThat(starts().get(1)).isPositive();
    }

    @Test
    void aPartThatIsNotOfThisFileIsFoundOut() throws IOException {
        Files.createDirectories(cached("blobs"));
        Files.writeString(cached("blobs/" + hash() + ".plumbline.incomplete"), "something else");
        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
        assertThat(notes).anyMatch(note -> note.contains("has the hash"));
    }

    @Test
    void aServerThatStandsStillIsGivenUpAndAskedAgain() {
        variables.put("HF_HUB_DOWNLOAD_TIMEOUT", "1");
        CountDownLatch released = new CountDownLatch(1);
        server.misbehave(request -> request.server().equals("storage"), Faults.standStillAfter(100_000, released));
        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
        released.countDown();
        assertThat(starts()).containsExactly(0L, 100_000L);
        assertThat(notes).anyMatch(note -> note.contains("nothing came for 1.0 s"));
    }

    @Test
    void aWrongLengthIsAnErrorTheSecondTime() {
        server.misbehave(request -> request.server().equals("storage"), Faults.oneByteShort(), Faults.oneByteShort());
        fails(
                () -> open().locate("data/test.parquet"),
                PlumblineException.Kind.DATA,
                "299999",
                "300000",
                "thrown away");
        assertThat(starts()).hasSize(2);
        nothingIsLeft();
    }

    @Test
    void aWrongHashIsAnErrorTheSecondTime() {
        server.misbehave(request -> request.server().equals("storage"), Faults.oneBitWrong(), Faults.oneBitWrong());
        fails(
                () -> open().locate("data/test.parquet"),
                PlumblineException.Kind.DATA,
                "data/test.parquet",
                hash(),
                "twice");
        assertThat(starts()).hasSize(2);
        nothingIsLeft();
    }

    @Test
    void aWrongHashOnceIsMadeGood() {
        server.misbehave(request -> request.isFor("README.md"), Faults.oneBitWrong());
        assertThat(open().locate("README.md")).hasContent("small");
    }

    private void nothingIsLeft() {
        assertThat(pointer()).doesNotExist();
        assertThat(cached("blobs")).isEmptyDirectory();
    }

    /** Where each request for the large file wanted it to begin. */
    private List<Long> starts() {
        return server.requests().stream()
                .filter(request -> request.server().equals("storage"))
                .map(request -> request.header("Range").replaceAll("\\D", ""))
                .map(start -> start.isEmpty() ? 0L : Long.parseLong(start))
                .toList();
    }

    @Test
    void tooManyRequestsAndOverloadAreWaitedFor() {
        server.misbehave(
                request -> request.isFor("README.md"),
                Faults.busy("Retry-After", "0"),
                Faults.status(503, ""),
                Faults.status(500, ""));
        assertThat(open().locate("README.md")).hasContent("small");
        assertThat(server.downloads("README.md")).hasSize(4);
        assertThat(notes).anyMatch(note -> note.contains("429, too many requests; trying again"));
    }

    @Test
    void whatTheServerAsksForIsTheLeastThatIsWaited() {
        server.misbehave(request -> request.path().contains("/tree/"), Faults.busy("Retry-After", "1"));
        server.misbehave(request -> request.isFor("README.md"), Faults.busy("ratelimit", "\"resolvers\";r=0;t=1"));
        long start = System.nanoTime();
        open().locate("README.md");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aWishOfHoursIsNotGranted() {
        server.misbehave(request -> request.isFor("README.md"), Faults.busy("Retry-After", "7200"));
        fails(() -> open().locate("README.md"), PlumblineException.Kind.DATA, "429");
        assertThat(server.downloads("README.md")).hasSize(1);
    }

    @Test
    void overloadThatDoesNotEndIsAnError() {
        HubServer.Fault[] many = new HubServer.Fault[10];
        Arrays.fill(many, Faults.status(503, ""));
        server.misbehave(request -> request.isFor("README.md"), many);
        fails(() -> open().locate("README.md"), PlumblineException.Kind.DATA, "org/name", "503");
        assertThat(server.downloads("README.md")).hasSize(6);
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
    void aBranchOfAHubThatIsNotThereIsTakenAsItWas() {
        hub().open(ID, "main").fetch(List.of("README.md"));
        server.close();
        HubSnapshot snapshot = hub().open(ID, "main");
        assertThat(snapshot.locate("README.md")).hasContent("small");
        assertThat(notes).anyMatch(note -> note.startsWith("warning: ") && note.contains("last seen"));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.parquet",
                "data/../../evil.parquet",
                "/etc/evil.parquet",
                "C:evil.parquet",
                "data/C:\\evil.parquet",
                "..\\evil.parquet",
                "data\\evil.parquet",
                "data/\0evil.parquet",
                "data//evil.parquet",
                "./evil.parquet",
                "data/line\nbreak.parquet"
            })
    void namesThatLeadElsewhereAreRefused(String name) {
        server.add(REPOSITORY, COMMIT, name, "evil");
        fails(this::open, PlumblineException.Kind.DATA, "data set org/name lists a file", "refused");
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void namesThatSomeFileSystemsTakeForOneAreRefused() {
        server.add(REPOSITORY, COMMIT, "data/Test.parquet", "other");
        fails(
                () -> open().fetch(List.of("data/test.parquet", "data/Test.parquet")),
                PlumblineException.Kind.DATA,
                "data/Test.parquet",
                "data/test.parquet",
                "refused");
        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"blobs", "snapshots", "snapshots/" + COMMIT + "/data", "refs", ".plumbline"})
    void linksInTheCacheThatLeadOutAreNotWrittenThrough(String linked) throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.createDirectories(cached(linked).getParent());
        Files.createSymbolicLink(cached(linked), outside);

        fails(
                () -> hub().open(ID, "main").locate("data/test.parquet"),
                PlumblineException.Kind.STORAGE,
                cached(linked).toString(),
                "leads out of the cache");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void linksInPlaceOfFilesAreReplacedAndNotWrittenThrough() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside.txt"), "precious");
        Files.createDirectories(cached("blobs"));
        Files.createSymbolicLink(cached("blobs/" + hash()), outside);
        Files.createDirectories(pointer().getParent());
        Files.createSymbolicLink(pointer(), outside);

        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
        assertThat(outside).hasContent("precious");

        Files.delete(cached("blobs/" + hash()));
        Files.createSymbolicLink(cached("blobs/" + hash() + ".plumbline.incomplete"), outside);
        fails(() -> open().locate("data/test.parquet"), PlumblineException.Kind.STORAGE, "incomplete");
        assertThat(outside).hasContent("precious");
    }

    @Test
    void noRoomIsFoundOutBeforeAnythingIsFetched() {
        server.misbehave(
                request -> request.path().contains("/tree/"),
                (exchange, content) -> HubServer.send(
                        exchange,
                        200,
                        ("[{\"type\": \"file\", \"path\": \"huge\", \"size\": 900000000000000000, \"oid\": \""
                                        + "0".repeat(40) + "\"}]")
                                .getBytes(StandardCharsets.UTF_8)));
        fails(() -> open().locate("huge"), PlumblineException.Kind.STORAGE, "900000000000000000", "HF_HUB_CACHE");
        assertThat(server.downloads("huge")).isEmpty();
    }

    @Test
    void aCacheThatCannotBeWrittenIsAStorageError() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file");
        fails(() -> open().locate("README.md"), PlumblineException.Kind.STORAGE, "cache", "HF_HUB_CACHE");
    }

    @Test
    void twoAtOnceDownloadItOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> files = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                files.add(threads.submit(() -> open().locate("data/test.parquet")));
            }
            for (Future<Path> file : files) {
                assertThat(file.get()).hasBinaryContent(DATA);
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.downloads("data/test.parquet"))
                .filteredOn(request -> request.server().equals("storage"))
                .hasSize(1);
    }

    @Test
    void manyFilesComeSeveralAtATime() {
        List<String> paths = new ArrayList<>();
        CountDownLatch both = new CountDownLatch(2);
        for (int i = 0; i < 20; i++) {
            server.add(REPOSITORY, COMMIT, "many/" + i + ".txt", "file " + i);
            paths.add("many/" + i + ".txt");
        }
        HubServer.Fault meet = (exchange, content) -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            HubServer.send(exchange, 200, content);
        };
        // each waits for the other: one at a time would never end
        server.misbehave(request -> request.path().contains("/many/"), meet, meet);
        HubSnapshot snapshot = open();
        snapshot.fetch(paths);
        for (int i = 0; i < 20; i++) {
            assertThat(snapshot.locate("many/" + i + ".txt")).hasContent("file " + i);
        }
    }
}
