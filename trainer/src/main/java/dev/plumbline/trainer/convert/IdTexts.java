package dev.plumbline.trainer.convert;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.rows.RowPlace;
import dev.plumbline.trainer.rows.TextStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Texts that rows name by an id: of a corpus only those that are named, in a temporary file. */
final class IdTexts implements AutoCloseable {

    private final TextStore store = TextStore.create();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> wanted;
    private final Path file;

    /** @param file whose ids they are, for messages */
    IdTexts(Set<String> wanted, Path file) {
        this.wanted = wanted;
        this.file = file;
    }

    /** Keeps a text if a row names it; of an id that is there twice the first counts. */
    void add(String id, String text) {
        if (wanted.contains(id) && !numbers.containsKey(id)) {
            numbers.put(id, store.add(text));
        }
    }

    /** @throws PlumblineException of kind DATA if there is none of that id */
    String get(String id, RowPlace place) {
        Integer number = numbers.get(id);
        if (number == null) {
            throw PlumblineException.data(place + ": there is no '" + id + "' in " + file);
        }
        return store.get(number);
    }

    @Override
    public void close() {
        store.close();
    }
}
