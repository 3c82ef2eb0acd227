package dev.plumbline.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A body that is given up once nothing has come for some time: the JDK's client limits only how long the headers take.
 */
final class PatientBody extends FilterInputStream {

    private static final int CHECKS = 4;
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "hub downloads' clock");
        thread.setDaemon(true);
        return thread;
    });

    private final long patience;
    private final ScheduledFuture<?> check;
    private volatile long readingSince = Long.MAX_VALUE;
    private volatile boolean givenUp;

    PatientBody(InputStream body, Duration patience) {
        super(body);
        this.patience = patience.toNanos();
        long interval = Math.max(1, this.patience / CHECKS);
        this.check = CLOCK.scheduleWithFixedDelay(this::giveUpIfLate, interval, interval, TimeUnit.NANOSECONDS);
    }

    private void giveUpIfLate() {
        long since = readingSince;
        if (since != Long.MAX_VALUE && System.nanoTime() - since > patience) {
            givenUp = true;
            try {
                in.close();
            } catch (IOException e) {
                // the reader fails all the same
                check.cancel(false);
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? count : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        readingSince = System.nanoTime();
        try {
            int count = in.read(buffer, offset, length);
            if (!givenUp) {
                return count;
            }
        } catch (IOException e) {
            if (!givenUp) {
                throw e;
            }
        } finally {
            readingSince = Long.MAX_VALUE;
        }
        throw new IOException("nothing came for " + Duration.ofNanos(patience).toMillis() / 1e3 + " s");
    }

    @Override
    public void close() throws IOException {
        check.cancel(false);
        in.close();
    }
}
