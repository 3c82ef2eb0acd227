package dev.plumbline.trainer.decontaminate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.trainer.rows.TextStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Test texts and what finds them: on disk the texts, in memory some 50 bytes a text and 300 more where it has 13-grams. Built
 * by one thread, then read by any number.
 */
public final class TestTexts implements AutoCloseable {

    /** Grams of a text that are indexed. */
    private static final int SKETCH = 8;

    /** A gram that more texts have says little; it is indexed for the first of them. */
    private static final int MOST_TEXTS_OF_GRAM = 64;

    private static final String DOCUMENT = "document";

    private final int fewestWords;
    private final TextStore texts = TextStore.create();
    private final List<TestSource> sources = new ArrayList<>();
    private final Chains byWords = new Chains();
    private final Chains byGram = new Chains();
    private int[] sourceOf = new int[1 << 10];
    private long tooShort;

    /**
     * A part of a task to be held.
     *
     * @param selection splits and subsets
     */
    public record TestSet(TaskSpec task, Selection selection) {}

    /** @param fewestWords texts of fewer are left out: they are the same by chance; at least 1 */
    public TestTexts(int fewestWords) {
        if (fewestWords < 1) {
            throw new IllegalArgumentException("at least one word, not " + fewestWords);
        }
        this.fewestWords = fewestWords;
    }

    /**
     * Reads the test splits of tasks, as scoring them would.
     *
     * @param sets no aggregates: these have no data of their own
     * @param documents whether the corpora of retrieval tasks are held too, or their queries alone
     * @param progress told of each task
     * @throws PlumblineException of kind DATA if data are missing or malformed
     */
    public static TestTexts of(
            List<TestSet> sets, DatasetSource source, int fewestWords, boolean documents, Consumer<String> progress) {
        TestTexts tests = new TestTexts(fewestWords);
        boolean done = false;
        try {
            TaskLoader loader = new TaskLoader(source);
            for (TestSet set : sets) {
                int before = tests.size();
                LoadedTask loaded = loader.load(set.task(), set.selection());
                for (String split : set.selection().splits()) {
                    for (String subset : set.selection().subsets()) {
                        loaded.forEachText(split, subset, (part, text) -> {
                            if (documents || !part.equals(DOCUMENT)) {
                                tests.add(new TestSource(set.task().name(), split, subset, part), text);
                            }
                        });
                    }
                }
                progress.accept(set.task().name() + ": " + (tests.size() - before) + " test texts");
            }
            done = true;
            return tests;
        } finally {
            if (!done) {
                tests.close();
            }
        }
    }

    /** Holds a text; one that the same source has already is not held twice. */
    public void add(TestSource source, String text) {
        TextWords words = TextWords.of(text);
        if (words.count() < fewestWords) {
            tooShort++;
            return;
        }
        int number = numberOf(source);
        long key = words.key();
        for (int link = byWords.first(key); link >= 0; link = byWords.next(link)) {
            int known = byWords.value(link);
            if (sourceOf[known] == number && texts.get(known).equals(text)) {
                return;
            }
        }
        int entry = texts.add(text);
        if (entry == sourceOf.length) {
            sourceOf = Arrays.copyOf(sourceOf, Math.multiplyExact(entry, 2));
        }
        sourceOf[entry] = number;
        byWords.add(key, entry, Integer.MAX_VALUE);
        long[] grams = words.grams();
        for (int i = 0; i < Math.min(SKETCH, grams.length); i++) {
            byGram.add(grams[i], entry, MOST_TEXTS_OF_GRAM);
        }
    }

    private int numberOf(TestSource source) {
        // a task's texts come one source after the other
        int last = sources.lastIndexOf(source);
        if (last >= 0) {
            return last;
        }
        sources.add(source);
        return sources.size() - 1;
    }

    /** Texts held. */
    public int size() {
        return texts.size();
    }

    /** Texts left out because they have too few words. */
    public long tooShort() {
        return tooShort;
    }

    /**
     * A test text met.
     *
     * @param entry its number, as {@link #source} and {@link #text} take it
     * @param similarity 1 unless it is a near one
     */
    public record Match(int entry, Overlap.Kind kind, double similarity) {}

    /** Where the text of a number comes from. */
    public TestSource source(int entry) {
        return sources.get(sourceOf[Objects.checkIndex(entry, size())]);
    }

    /** The text of a number, counted from 0 in the order in which texts were added. */
    public String text(int entry) {
        return texts.get(entry);
    }

    /** Fewest words of a text that is held. */
    public int fewestWords() {
        return fewestWords;
    }

    /**
     * The test texts that a text is or nearly is: of each source the one met best.
     *
     * @param threshold part of a test text's 13-grams from which on it is near
     */
    public List<Match> matches(String text, double threshold) {
        TextWords words = TextWords.of(text);
        Match[] best = new Match[sources.size()];
        boolean any = false;
        for (int link = byWords.first(words.key()); link >= 0; link = byWords.next(link)) {
            int entry = byWords.value(link);
            String found = texts.get(entry);
            if (found.equals(text)) {
                any |= offer(best, entry, Overlap.Kind.EXACT, 1);
            } else if (TextWords.of(found).sameAs(words)) {
                any |= offer(best, entry, Overlap.Kind.NORMALISED, 1);
            }
        }
        long[] grams = words.grams();
        for (int entry : candidates(grams)) {
            String found = texts.get(entry);
            double share = share(TextWords.of(found).grams(), grams);
            if (share >= threshold) {
                any |= offer(best, entry, Overlap.Kind.NEAR, share);
            }
        }
        return any ? Arrays.stream(best).filter(match -> match != null).toList() : List.of();
    }

    private boolean offer(Match[] best, int entry, Overlap.Kind kind, double similarity) {
        Match before = best[sourceOf[entry]];
        boolean better = before == null
                || kind.compareTo(before.kind) < 0
                || (kind == before.kind && similarity > before.similarity);
        if (better) {
            best[sourceOf[entry]] = new Match(entry, kind, similarity);
        }
        return true;
    }

    private Set<Integer> candidates(long[] grams) {
        Set<Integer> candidates = new HashSet<>();
        for (long gram : grams) {
            for (int link = byGram.first(gram); link >= 0; link = byGram.next(link)) {
                candidates.add(byGram.value(link));
            }
        }
        return candidates;
    }

    /** Part of the first's that the second has; both ascending. */
    private static double share(long[] of, long[] in) {
        int shared = 0;
        int j = 0;
        for (long gram : of) {
            while (j < in.length && in[j] < gram) {
                j++;
            }
            shared += j < in.length && in[j] == gram ? 1 : 0;
        }
        return of.length == 0 ? 0 : shared / (double) of.length;
    }

    @Override
    public void close() {
        texts.close();
    }
}
