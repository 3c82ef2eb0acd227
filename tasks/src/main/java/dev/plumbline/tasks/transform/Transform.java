package dev.plumbline.tasks.transform;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.release.MtebRelease;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** mteb's {@code dataset_transform} methods, by the ids task files use. Each works on the splits of one subset. */
public enum Transform {

    /** Columns {@code sent1}, {@code sent2} become {@code sentence1}, {@code sentence2}. */
    RENAME_SENT_COLUMNS("rename_sent_columns") {
        @Override
        public Map<String, Table> apply(Map<String, Table> splits, MtebRelease release) {
            return each(splits, table -> table.renamed(Map.of("sent1", "sentence1", "sent2", "sentence2")));
        }
    },

    /** ToxicConversations: a stratified subsample of the test split. */
    STRATIFIED_2048_TEST("stratified_2048_test") {
        @Override
        public Map<String, Table> apply(Map<String, Table> splits, MtebRelease release) {
            return Subsample.stratified(splits, "label", List.of(TEST), release);
        }
    },

    /** One row per sentence instead of one per set. */
    FLATTEN("flatten") {
        @Override
        public Map<String, Table> apply(Map<String, Table> splits, MtebRelease release) {
            return each(splits, Flattening::flat);
        }
    },

    /** Nothing: mteb only runs a check here that cannot fail. */
    CHECK_ONLY("check_only") {
        @Override
        public Map<String, Table> apply(Map<String, Table> splits, MtebRelease release) {
            return splits;
        }
    },

    /** ArXivHierarchical: flat, labels split at each dot into a list, 2048 random rows of the test split. */
    FLATTEN_DOTSPLIT_RANDOM2048("flatten_dotsplit_random2048") {
        @Override
        public Map<String, Table> apply(Map<String, Table> splits, MtebRelease release) {
            Map<String, Table> flat = each(splits, table -> Flattening.labelsSplitAtDots(Flattening.flat(table)));
            if (flat.containsKey(TEST)) {
                flat.put(TEST, Subsample.random(flat.get(TEST)));
            }
            return flat;
        }
    },

    /** StackExchange.v2: flat, a stratified subsample of each split; the evaluator then embeds all of it. */
    FLATTEN_STRATIFIED2048_EMBED_ALL("flatten_stratified2048_embed_all") {
        @Override
        public Map<String, Table> apply(Map<String, Table> splits, MtebRelease release) {
            Map<String, Table> flat = each(splits, Flattening::flat);
            return Subsample.stratified(flat, Flattening.LABELS, List.copyOf(flat.keySet()), release);
        }
    },

    /** StackExchangeP2P.v2: flat, without the labels that occur once. */
    FLATTEN_DROP_SINGLETONS("flatten_drop_singletons") {
        @Override
        public Map<String, Table> apply(Map<String, Table> splits, MtebRelease release) {
            return each(splits, table -> Flattening.withoutSingletons(Flattening.flat(table)));
        }
    };

    private static final String TEST = "test";

    private final String id;

    Transform(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** Split name to table, before and after, as a release does it; the given map is left as it is. */
    public abstract Map<String, Table> apply(Map<String, Table> splits, MtebRelease release);

    /** The transform of this id, an error of kind usage if there is none. */
    public static Transform named(String id) {
        return Arrays.stream(values())
                .filter(transform -> transform.id.equals(id))
                .findFirst()
                .orElseThrow(() -> PlumblineException.usage("unknown transform '" + id + "'; known are "
                        + Arrays.stream(values()).map(Transform::id).toList()));
    }

    private static Map<String, Table> each(Map<String, Table> splits, UnaryOperator<Table> change) {
        Map<String, Table> changed = new LinkedHashMap<>();
        splits.forEach((split, table) -> changed.put(split, change.apply(table)));
        return changed;
    }
}
