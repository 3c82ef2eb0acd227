package dev.plumbline.models.endpoint;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Cuts texts into requests and keeps several of them under way. A request that is too large is halved, down to one text,
 * and later ones stay as small as was found to be necessary. After a failure nothing new is sent, what is under way is
 * waited for, since it may have to be paid for, and everything that came back has been handed over when the failure is
 * thrown.
 */
final class Dispatch {

    /** Text bytes in a request at most: services stop at 1 to 2 MB and at some hundred thousand tokens. */
    private static final int MOST_BYTES = 1 << 19;

    private static final int SHOWN = 60;

    private final int concurrency;
    private final AtomicInteger mostTexts;
    private final Timekeeper time;

    /** Sends one request. */
    interface Sender {
        /**
         * The vectors of some texts.
         *
         * @throws OversizeException if it is too large a request
         */
        FloatMatrix send(List<String> texts);
    }

    /**
     * Takes vectors of neighbouring texts, one call at a time, by the thread that asked for them and before it asks for
     * more: whatever ends the process, an answer lost is one that had only just come.
     */
    interface Receiver {
        void accept(int first, FloatMatrix vectors);
    }

    /**
     * A way of sending.
     *
     * @param concurrency requests under way at once
     * @param batchTexts texts per request
     * @param time what those wait by that send
     */
    Dispatch(int concurrency, int batchTexts, Timekeeper time) {
        this.concurrency = concurrency;
        this.mostTexts = new AtomicInteger(batchTexts);
        this.time = time;
    }

    /** A thread's end; the failure is null where there was none. */
    private record Ended(@Nullable Throwable failure) {}

    /**
     * Encodes all texts.
     *
     * @throws PlumblineException of kind ENDPOINT for what cannot be encoded, of kind MODEL if interrupted
     */
    void run(List<String> texts, Sender sender, Receiver receiver) {
        if (texts.isEmpty()) {
            return;
        }
        Round round = new Round(texts, sender, receiver);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Math.min(concurrency, texts.size()); i++) {
            Thread thread = time.thread("endpoint-" + i, round::work);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        round.await(threads);
    }

    /** Some neighbouring texts. */
    private record Span(int first, int count) {}

    /** The texts of one call. */
    private final class Round {

        private final List<String> texts;
        private final Sender sender;
        private final Receiver receiver;
        private final Object handover = new Object();
        private final BlockingQueue<Ended> ends = new LinkedBlockingQueue<>();
        private int next;
        private volatile boolean stopped;

        Round(List<String> texts, Sender sender, Receiver receiver) {
            this.texts = texts;
            this.sender = sender;
            this.receiver = receiver;
        }

        /** What a thread does: requests until there are no more texts, or one failed. */
        void work() {
            Throwable failure = null;
            try {
                for (Span span = take(); span.count() > 0; span = take()) {
                    List<PlumblineException> tooLong = new ArrayList<>();
                    send(span, tooLong);
                    if (!tooLong.isEmpty()) {
                        throw tooLong.get(0);
                    }
                }
            } catch (StoppedException e) {
                // whoever stopped it knows why
                stopped = true;
            } catch (RuntimeException | Error e) {
                stopped = true;
                failure = e;
            } finally {
                ends.add(new Ended(failure));
            }
        }

        /** The next texts to send, none after the last and after a failure. */
        private synchronized Span take() {
            int first = next;
            long bytes = 0;
            while (!stopped && next < texts.size() && next - first < mostTexts.get()) {
                bytes += texts.get(next).getBytes(StandardCharsets.UTF_8).length;
                if (bytes > MOST_BYTES && next > first) {
                    break;
                }
                next++;
            }
            return new Span(first, next - first);
        }

        /**
         * Sends neighbouring texts.
         *
         * @param tooLong a failure for each text that is; the others are not left without their vectors
         */
        private void send(Span span, List<PlumblineException> tooLong) {
            if (stopped) {
                throw new StoppedException();
            }
            FloatMatrix vectors;
            try {
                vectors = sender.send(texts.subList(span.first(), span.first() + span.count()));
            } catch (OversizeException e) {
                if (span.count() == 1) {
                    tooLong.add(tooLong(texts.get(span.first()), e));
                    return;
                }
                int half = span.count() / 2;
                if (e.aboutTexts()) {
                    mostTexts.accumulateAndGet(half, Math::min);
                }
                send(new Span(span.first(), half), tooLong);
                send(new Span(span.first() + half, span.count() - half), tooLong);
                return;
            }
            synchronized (handover) {
                // who is interrupted cannot write: the file would be closed under the vectors of all
                boolean interrupted = Thread.interrupted();
                receiver.accept(span.first(), vectors);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Waits until every thread has ended. */
        void await(List<Thread> threads) {
            boolean interrupted = false;
            Throwable failure = null;
            for (int running = threads.size(); running > 0; ) {
                try {
                    Ended ended = ends.take();
                    running--;
                    failure = failure == null ? ended.failure() : failure;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                if (failure != null || interrupted) {
                    stopped = true;
                    // wakes those that pause; a request under way is not given up, nor is a handover
                    synchronized (handover) {
                        threads.forEach(Thread::interrupt);
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            rethrow(failure);
            if (interrupted || stopped) {
                throw PlumblineException.model("encoding was interrupted");
            }
        }
    }

    private static PlumblineException tooLong(String text, OversizeException e) {
        return PlumblineException.endpoint(
                "a text of " + text.codePointCount(0, text.length())
                        + " characters is too long for the endpoint, which " + e.getMessage() + ": '" + shown(text)
                        + "'; --api-max-chars N, or --api-max-tokens N with --api-tokenizer FILE, cuts texts before they are sent");
    }

    private static String shown(String text) {
        int end = Math.min(text.length(), SHOWN);
        return text.substring(0, end) + (end < text.length() ? "..." : "");
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }
}
