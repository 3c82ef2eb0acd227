package dev.plumbline.trainer.loop;

import dev.plumbline.models.tokenize.TextTokenizer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer that remembers the texts it saw last. With little data every epoch brings the same texts, and making tokens of
 * them again takes processors from a small network; with much data it remembers in vain, and no more than it may. Safe from
 * several threads.
 */
final class RecentTokens implements AutoCloseable {

    /** What it remembers at most, characters and tokens together: some 50 MB. */
    private static final long MOST = 16_000_000;

    private final TextTokenizer tokenizer;
    private final long most;
    private final Map<String, int[]> recent = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Integer> prompts = new ConcurrentHashMap<>();
    private long remembered;

    RecentTokens(TextTokenizer tokenizer) {
        this(tokenizer, MOST);
    }

    /** @param most what it remembers at most, characters and tokens together */
    RecentTokens(TextTokenizer tokenizer, long most) {
        this.tokenizer = tokenizer;
        this.most = most;
    }

    /** Tokens of a text; the array is shared. */
    int[] encode(String text) {
        int[] known = known(text);
        if (known != null) {
            return known;
        }
        int[] tokens = tokenizer.encode(text);
        remember(text, tokens);
        return tokens;
    }

    private synchronized int @Nullable [] known(String text) {
        return recent.get(text);
    }

    private synchronized void remember(String text, int[] tokens) {
        if (recent.put(text, tokens) != null) {
            // another thread has just made the same
            return;
        }
        remembered += text.length() + tokens.length;
        Iterator<Map.Entry<String, int[]>> oldest = recent.entrySet().iterator();
        while (remembered > most) {
            Map.Entry<String, int[]> entry = oldest.next();
            remembered -= entry.getKey().length() + entry.getValue().length;
            oldest.remove();
        }
    }

    /** As {@link TextTokenizer#promptTokens}, of few prompts. */
    int promptTokens(String prompt) {
        return prompts.computeIfAbsent(prompt, tokenizer::promptTokens);
    }

    /** Texts it remembers. */
    synchronized int size() {
        return recent.size();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
