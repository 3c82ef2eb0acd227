package dev.plumbline.models.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.numeric.CandidateScores;
import dev.plumbline.tasks.numeric.ExactSearch;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.Rows;
import dev.plumbline.tasks.numeric.TopK;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Exhaustive search on a device. It finds which documents of a block can be among a query's best; their scores are then
 * computed on the host, so that lists are those of {@link ExactSearch} to the last bit, ties at the cut included. Where more
 * documents are too near each other than the device looks at, as with many equal ones, the host compares that query with the
 * whole block. While it scores, the next block is on its way.
 */
public final class DeviceSearch implements AutoCloseable {

    /** Below so many documents at a time the way to the device takes longer than the search. */
    public static final int LEAST_DOCUMENTS = 10_000;

    /** The same of queries: each document is copied once for all of them. */
    public static final int LEAST_QUERIES = 64;

    /** Queries on the device at the same time. */
    private static final int MOST_QUERIES = 65_536;

    private static final long MOST_BYTES = 2L << 30;
    private static final int QUERIES_AT_ONCE = 16;

    private final Libtorch libtorch;
    private final Comparison comparison;
    private final int leastDocuments;
    private final int leastQueries;
    private final NDManager manager;
    private final Map<String, ScriptModule> scripts = new HashMap<>();
    private final StagedRows staged = new StagedRows();
    private final ExecutorService device;
    private @Nullable DeviceQueries queries;
    private @Nullable SearchBlocks blocks;
    private boolean told;
    private long leftToHost;

    /** @param libtorch on the device, of which the first is taken */
    public DeviceSearch(Libtorch libtorch) {
        this(libtorch, LEAST_QUERIES, LEAST_DOCUMENTS, ScriptModule::call);
    }

    DeviceSearch(Libtorch libtorch, int leastQueries, int leastDocuments, Comparison comparison) {
        this.libtorch = libtorch;
        this.comparison = comparison;
        this.leastQueries = leastQueries;
        this.leastDocuments = leastDocuments;
        this.manager = libtorch.newManager();
        this.device = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "device-search");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Where searches are done with it, for who looks at a run. */
    public static String label(Libtorch libtorch) {
        return libtorch.each().get(0).deviceLabel() + ", of " + LEAST_QUERIES + " queries and " + LEAST_DOCUMENTS
                + " documents and more; scores by the CPU";
    }

    /**
     * Searches on the device, small ones elsewhere.
     *
     * @param here for small ones
     * @param parallel threads of the host
     * @param note told once that the device is used, and if its memory does not suffice
     */
    public VectorSearch over(VectorSearch here, Parallel parallel, Consumer<String> note) {
        return (asked, documents, cosine, firstDocument, best) -> {
            boolean small = asked.rows() < leastQueries || documents.rows() < leastDocuments;
            if (small || asked.columns() != documents.columns() || best.length != asked.rows()) {
                here.search(asked, documents, cosine, firstDocument, best);
                return;
            }
            search(asked, new Corpus(documents, cosine, firstDocument), best, parallel, note);
        };
    }

    /** {@link ScriptModule#call}, on a device whose memory may not suffice. */
    @FunctionalInterface
    interface Comparison {
        NDArray call(ScriptModule script, String method, boolean gradients, NDArray... arguments);
    }

    /** Documents of one call. */
    private record Corpus(FloatMatrix documents, boolean cosine, int firstDocument) {}

    /** What the device has found from one document on: for each block of queries, see {@link NearestScript#of}. */
    private record Found(int from, int to, int kept, List<int[]> lists) {}

    private synchronized void search(
            FloatMatrix asked, Corpus corpus, TopK[] best, Parallel parallel, Consumer<String> note) {
        if (!told) {
            told = true;
            note.accept("vectors are compared on " + libtorch.each().get(0).deviceLabel());
        }
        if (asked.rows() <= MOST_QUERIES) {
            searchGroup(asked, corpus, best, parallel, note);
            return;
        }
        for (int from = 0; from < asked.rows(); from += MOST_QUERIES) {
            int to = Math.min(asked.rows(), from + MOST_QUERIES);
            FloatMatrix group = asked.select(IntStream.range(from, to).toArray());
            searchGroup(group, corpus, Arrays.copyOfRange(best, from, to), parallel, note);
        }
    }

    private void searchGroup(FloatMatrix asked, Corpus corpus, TopK[] best, Parallel parallel, Consumer<String> note) {
        int end = corpus.documents().rows();
        int from = 0;
        DeviceQueries there = null;
        Future<Found> ahead = null;
        try {
            while (from < end) {
                SearchBlocks size = blocks(asked.columns());
                if (!size.isWorthwhile()) {
                    break;
                }
                try {
                    there = queries(asked, corpus.cosine(), size.queries(), parallel);
                    if (!there.areSound()) {
                        break;
                    }
                    Future<Found> now = ahead == null ? ask(there, corpus, from, best, parallel) : ahead;
                    ahead = null;
                    Found found = await(now);
                    from = found.to();
                    // with thresholds from before this block: more is found than with those from after it, and sooner
                    ahead = from < end ? ask(there, corpus, from, best, parallel) : null;
                    offer(found, there, corpus, best, parallel);
                } catch (EngineException | PlumblineException e) {
                    if (!OutOfMemory.is(e)) {
                        throw e;
                    }
                    blocks = size.halved();
                    note.accept(libtorch.deviceLabel() + " has too little memory to compare " + size.queries()
                            + " queries with " + size.documents() + " documents at once: "
                            + (size.halved().isWorthwhile() ? "from now on half as many" : "the CPU compares them"));
                }
            }
        } finally {
            if (ahead != null) {
                settle(ahead);
            }
        }
        if (from < end) {
            FloatMatrix compared = there == null ? asked : there.compared();
            onHost(compared, there != null, corpus, from, best, parallel);
        }
    }

    private static void onHost(
            FloatMatrix queries, boolean prepared, Corpus corpus, int from, TopK[] best, Parallel parallel) {
        FloatMatrix compared = prepared || !corpus.cosine() ? queries : Rows.normalised(queries, parallel);
        ExactSearch.search(
                compared,
                corpus.documents(),
                from,
                corpus.documents().rows(),
                corpus.cosine(),
                corpus.firstDocument(),
                best,
                parallel);
    }

    private SearchBlocks blocks(int width) {
        if (blocks == null) {
            // what libtorch has ready from earlier work is not counted as free, and can be used
            long free = libtorch.freeMemory().orElse(2 * MOST_BYTES);
            blocks = SearchBlocks.within(Math.min(MOST_BYTES, free / 2), width);
        }
        return blocks;
    }

    private DeviceQueries queries(FloatMatrix asked, boolean cosine, int size, Parallel parallel) {
        if (queries == null || !queries.are(asked, cosine, size)) {
            if (queries != null) {
                queries.close();
                queries = null;
            }
            queries = new DeviceQueries(asked, cosine, size, libtorch.multipliesInTf32(), manager, parallel);
        }
        return queries;
    }

    /** Has the device look at the next documents. */
    private Future<Found> ask(DeviceQueries there, Corpus corpus, int from, TopK[] best, Parallel parallel) {
        int rows = corpus.documents().rows();
        int to = Math.min(rows, from + blocks(corpus.documents().columns()).documents());
        int wanted = best[0].capacity();
        int kept = NearestScript.kept(wanted, libtorch.multipliesInTf32());
        float[] floors = new float[best.length];
        for (int i = 0; i < floors.length; i++) {
            float threshold = best[i].threshold();
            floors[i] = Float.isNaN(threshold) ? Float.NEGATIVE_INFINITY : threshold;
        }
        ScriptModule script = script(corpus.cosine(), wanted, kept);
        String method = NearestScript.name(corpus.cosine(), wanted, kept);
        return device.submit(() -> {
            List<int[]> lists = new ArrayList<>();
            try (NDManager block = manager.newSubManager()) {
                NDArray documents = staged.on(block, corpus.documents(), from, to, parallel);
                for (DeviceQueries.Block part : there.blocks()) {
                    NDArray least = block.create(Arrays.copyOfRange(floors, part.from(), part.from() + part.count()));
                    try (NDArray found =
                            comparison.call(script, method, false, part.vectors(), documents, least, part.slack())) {
                        lists.add(found.toIntArray());
                    }
                }
            }
            return new Found(from, to, Math.min(kept, to - from), lists);
        });
    }

    private ScriptModule script(boolean cosine, int wanted, int kept) {
        return scripts.computeIfAbsent(
                NearestScript.name(cosine, wanted, kept),
                name -> ScriptModule.compile(manager, List.of(NearestScript.of(cosine, wanted, kept))));
    }

    /** Scores what was found, and compares queries of which more might have been found with the whole block. */
    private void offer(Found found, DeviceQueries there, Corpus corpus, TopK[] best, Parallel parallel) {
        boolean[] unclear = new boolean[best.length];
        for (int number = 0; number < found.lists().size(); number++) {
            DeviceQueries.Block part = there.blocks().get(number);
            int[] list = found.lists().get(number);
            int row = list.length / part.count();
            parallel.forBlocks(part.count(), QUERIES_AT_ONCE, (from, to) -> {
                CandidateScores scores = new CandidateScores(there.compared(), corpus.documents(), corpus.cosine());
                for (int i = from; i < to; i++) {
                    int count = list[i * row];
                    int query = part.from() + i;
                    unclear[query] = count < 0 || (count == found.kept() && found.kept() < found.to() - found.from());
                    if (!unclear[query]) {
                        int start = i * row + 1;
                        for (int place = start; place < start + count; place++) {
                            list[place] += found.from();
                        }
                        scores.offer(query, list, start, start + count, corpus.firstDocument(), best[query]);
                        best[query].tighten();
                    }
                }
            });
        }
        int[] rest = IntStream.range(0, best.length).filter(i -> unclear[i]).toArray();
        leftToHost += rest.length;
        if (rest.length > 0) {
            TopK[] lists = Arrays.stream(rest).mapToObj(i -> best[i]).toArray(TopK[]::new);
            ExactSearch.search(
                    there.compared().select(rest),
                    corpus.documents(),
                    found.from(),
                    found.to(),
                    corpus.cosine(),
                    corpus.firstDocument(),
                    lists,
                    parallel);
            Arrays.stream(lists).forEach(TopK::tighten);
        }
    }

    /** Queries that the host compared with a block, counted for every block. */
    long leftToHost() {
        return leftToHost;
    }

    private static Found await(Future<Found> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    // a block takes less than a second, and its memory is in use until then
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error;
                    }
                    if (e.getCause() instanceof RuntimeException failure) {
                        throw failure;
                    }
                    throw new IllegalStateException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for what nobody asks for any more. */
    private static void settle(Future<Found> future) {
        try {
            await(future);
        } catch (EngineException | PlumblineException e) {
            // another failure is on its way
        }
    }

    /** Releases the device's memory; no search may be under way. */
    @Override
    public synchronized void close() {
        device.shutdown();
        manager.close();
    }
}
