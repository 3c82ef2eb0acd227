package dev.plumbline.models.endpoint;

import dev.plumbline.http.Retries;
import java.time.Clock;
import java.time.Duration;

/** What time it is, how one waits for another, and who waits: all that requests know of time. */
interface Timekeeper extends Retries.Sleeper {

    /** This machine's. */
    Timekeeper MACHINE = new Timekeeper() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
            Thread.sleep(pause.toMillis(), pause.toNanosPart() % 1_000_000);
        }

        @Override
        public Thread thread(String name, Runnable work) {
            return new Thread(work, name);
        }
    };

    /** Nanoseconds since some moment: differences alone mean something, and none is negative. */
    long nanos();

    /** The time of day, for dates that servers give. */
    Clock clock();

    /** A thread whose work may wait, not yet started. */
    Thread thread(String name, Runnable work);
}
