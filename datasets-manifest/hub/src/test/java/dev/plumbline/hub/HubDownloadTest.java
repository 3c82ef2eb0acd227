package dev.plumbline.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Downloads that are cut, stand still, are wrong or are put off: what is asked for again, and what becomes of it. */
final class HubDownloadTest extends HubTestCase {

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
}
