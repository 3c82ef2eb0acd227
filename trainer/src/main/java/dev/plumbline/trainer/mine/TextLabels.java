package dev.plumbline.trainer.mine;

import dev.plumbline.models.store.KeyIndex;
import dev.plumbline.tasks.Ranking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which labels texts have, by their keys: 12 bytes and the room of a hash table each; a second label of a text takes more. */
final class TextLabels {

    /** The number of what has no label. */
    static final int NONE = -1;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final KeyIndex first = new KeyIndex();
    private final Map<Long, Set<Integer>> further = new HashMap<>();

    void add(long key, String label) {
        int number = numbers.computeIfAbsent(label, own -> numbers.size());
        if (number == sizes.size()) {
            sizes.add(0);
        }
        int before = first.find(key);
        if (before == KeyIndex.ABSENT) {
            first.put(key, number);
        } else if (before == number
                || !further.computeIfAbsent(key, own -> new HashSet<>()).add(number)) {
            return;
        }
        sizes.set(number, sizes.get(number) + 1);
    }

    /** A label's number, {@link #NONE} of one that no text has. */
    int number(String label) {
        return numbers.getOrDefault(label, NONE);
    }

    /** Whether a text has a label, by its number; nothing has {@link #NONE}. */
    boolean has(long key, int number) {
        if (number == NONE) {
            return false;
        }
        int own = first.find(key);
        return own == number
                || (own != KeyIndex.ABSENT
                        && further.getOrDefault(key, Set.of()).contains(number));
    }

    /** Texts of the label that most have; 0 without labels. */
    int largest() {
        return sizes.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** A ranking of the pool without the texts of a label. */
    Ranking without(int number, Ranking ranking, CandidatePool pool) {
        int[] documents = new int[ranking.size()];
        float[] scores = new float[ranking.size()];
        int kept = 0;
        for (int rank = 0; rank < ranking.size(); rank++) {
            if (!has(pool.key(ranking.document(rank)), number)) {
                documents[kept] = ranking.document(rank);
                scores[kept++] = ranking.score(rank);
            }
        }
        return new Ranking(Arrays.copyOf(documents, kept), Arrays.copyOf(scores, kept));
    }
}
