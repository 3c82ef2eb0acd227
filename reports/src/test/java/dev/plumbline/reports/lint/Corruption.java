package dev.plumbline.reports.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Ways in which a result file can be wrong; each says whether it could be done to a file. */
enum Corruption {
    /** The main score is not the score it repeats. */
    OTHER_MAIN_SCORE {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            ObjectNode entry = anyEntry(root, random);
            return entry != null && shift(entry, "main_score", random);
        }
    },
    MAIN_SCORE_AS_TEXT {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            ObjectNode entry = anyEntry(root, random);
            return entry != null && replace(entry, "main_score", entry.textNode("0.5"));
        }
    },
    NO_MAIN_SCORE {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            // Before mteb 1.11 files did without, and their reader still finds it.
            ObjectNode entry = root.has("scores") ? anyEntry(root, random) : null;
            return entry != null && entry.remove("main_score") != null;
        }
    },
    NAN_MAIN_SCORE {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            ObjectNode entry = anyEntry(root, random);
            return entry != null && replace(entry, "main_score", entry.numberNode(Double.NaN));
        }
    },
    /** Points where fractions belong. */
    TIMES_HUNDRED {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            List<Leaf> leaves = leaves(root, leaf -> leaf.value() > 0.05 && !leaf.name.endsWith("threshold"));
            if (leaves.isEmpty()) {
                return false;
            }
            Leaf leaf = leaves.get(random.nextInt(leaves.size()));
            leaf.set(100 * leaf.value());
            return true;
        }
    },
    BELOW_ANY_RANGE {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            List<Leaf> leaves = leaves(root, Leaf::bounded);
            if (leaves.isEmpty()) {
                return false;
            }
            leaves.get(random.nextInt(leaves.size())).set(-1.5);
            return true;
        }
    },
    OTHER_TASK {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            root.put(root.has("task_name") ? "task_name" : "mteb_dataset_name", "AnotherTask");
            return true;
        }
    },
    NO_REVISION {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            return root.has("scores") && root.remove("dataset_revision") != null;
        }
    },
    NO_SCORES {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            return replace(root, "scores", root.objectNode());
        }
    },
    ENTRY_TWICE {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            for (JsonNode split : root.path("scores")) {
                if (split instanceof ArrayNode entries && !entries.isEmpty()) {
                    entries.add(entries.get(random.nextInt(entries.size())).deepCopy());
                    return true;
                }
            }
            return false;
        }
    },
    /** The benchmark's subset is gone. */
    SUBSET_MISSING {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            for (JsonNode split : root.path("scores")) {
                if (split instanceof ArrayNode entries && entries.size() > 1) {
                    for (Iterator<JsonNode> entry = entries.iterator(); entry.hasNext(); ) {
                        String subset = entry.next().path("hf_subset").asText();
                        if (subset.equals("en") || subset.equals("en-en")) {
                            entry.remove();
                            return true;
                        }
                    }
                }
            }
            return false;
        }
    },
    RECALL_FALLS {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            return pair(root, "recall_at_5", "recall_at_10", (low, high) -> low * 0.9);
        }
    },
    FIRST_RANKS_DISAGREE {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            return pair(root, "mrr_at_1", "precision_at_1", (mrr, precision) -> precision / 2 + 0.01);
        }
    },
    NOT_THE_MEAN_OF_EXPERIMENTS {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            for (ObjectNode entry : entries(root)) {
                if (entry.path("scores_per_experiment") instanceof ArrayNode experiments && !experiments.isEmpty()) {
                    ObjectNode experiment = (ObjectNode) experiments.get(random.nextInt(experiments.size()));
                    return shift(experiment, "accuracy", random);
                }
                if (entry.path("v_measures") instanceof ObjectNode levels
                        && levels.path("Level 0").size() > 1) {
                    ArrayNode level = (ArrayNode) levels.get("Level 0");
                    level.set(0, level.numberNode(level.get(0).doubleValue() / 2));
                    return true;
                }
            }
            return false;
        }
    },
    NOT_THE_GREATEST {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            for (ObjectNode entry : entries(root)) {
                if (entry.has("max_f1") && entry.has("cosine_f1")) {
                    return shift(entry, "max_f1", random);
                }
            }
            return false;
        }
    },
    NO_SUCH_VERSION {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            return replace(root, "mteb_version", root.textNode("two"));
        }
    },
    NEGATIVE_TIME {
        @Override
        boolean apply(ObjectNode root, SplittableRandom random) {
            return replace(root, "evaluation_time", root.numberNode(-3.5));
        }
    };

    /** Changes a file's content. */
    abstract boolean apply(ObjectNode root, SplittableRandom random);

    /** Changes one score by 0.01 to 0.2; nobody could notice every such change. */
    static boolean anyNumber(ObjectNode root, SplittableRandom random) {
        List<Leaf> leaves = leaves(root, Leaf::bounded);
        if (leaves.isEmpty()) {
            return false;
        }
        Leaf leaf = leaves.get(random.nextInt(leaves.size()));
        leaf.set(leaf.value() + (leaf.value() > 0.5 ? -1 : 1) * random.nextDouble(0.01, 0.2));
        return true;
    }

    /** A number somewhere among the scores. */
    record Leaf(JsonNode parent, String name, int index) {

        /** Whether it is a score proper: neither an abstention measure, which has no lower bound, nor a threshold. */
        boolean bounded() {
            String measure = name.toLowerCase(Locale.ROOT);
            return !measure.contains("nauc_") && !measure.endsWith("threshold");
        }

        double value() {
            return (parent.isArray() ? parent.get(index) : parent.get(name)).doubleValue();
        }

        void set(double value) {
            NumericNode node = JsonNodeFactory.instance.numberNode(value);
            if (parent instanceof ArrayNode list) {
                list.set(index, node);
            } else {
                ((ObjectNode) parent).set(name, node);
            }
        }
    }

    /** Every number among the scores. */
    static List<Leaf> leaves(ObjectNode root, Predicate<Leaf> wanted) {
        List<Leaf> leaves = new ArrayList<>();
        entries(root).forEach(entry -> collect("", entry, leaves));
        leaves.removeIf(leaf -> !wanted.test(leaf));
        return leaves;
    }

    private static void collect(String name, JsonNode node, List<Leaf> into) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                if (node.get(i).isNumber()) {
                    into.add(new Leaf(node, name, i));
                } else {
                    collect(name, node.get(i), into);
                }
            }
        } else if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (field.getValue().isNumber()) {
                    if (!field.getKey().equals("evaluation_time")) {
                        into.add(new Leaf(node, field.getKey(), -1));
                    }
                } else {
                    collect(field.getKey(), field.getValue(), into);
                }
            }
        }
    }

    /** The entries of a file; of one from before mteb 1.11 its splits. */
    private static List<ObjectNode> entries(ObjectNode root) {
        List<ObjectNode> entries = new ArrayList<>();
        if (root.has("scores")) {
            root.get("scores").forEach(split -> split.forEach(entry -> entries.add((ObjectNode) entry)));
        } else {
            root.forEach(split -> {
                if (split instanceof ObjectNode object) {
                    entries.add(object);
                }
            });
        }
        return entries;
    }

    private static ObjectNode anyEntry(ObjectNode root, SplittableRandom random) {
        List<ObjectNode> entries =
                entries(root).stream().filter(entry -> entry.has("main_score")).toList();
        return entries.isEmpty() ? null : entries.get(random.nextInt(entries.size()));
    }

    private static boolean shift(ObjectNode node, String field, SplittableRandom random) {
        if (!node.path(field).isNumber()) {
            return false;
        }
        double value = node.get(field).doubleValue();
        node.put(field, value + (value > 0.5 ? -1 : 1) * random.nextDouble(0.01, 0.2));
        return true;
    }

    private static boolean replace(ObjectNode node, String field, JsonNode value) {
        if (!node.has(field) || node.get(field).isNull()) {
            return false;
        }
        node.set(field, value);
        return true;
    }

    /** What one measure becomes, given both. */
    private interface Second {
        double of(double first, double second);
    }

    private static boolean pair(ObjectNode root, String first, String second, Second change) {
        for (ObjectNode entry : entries(root)) {
            if (entry.path(first).isNumber() && entry.path(second).doubleValue() > 0.05) {
                entry.put(
                        second,
                        change.of(
                                entry.get(first).doubleValue(),
                                entry.get(second).doubleValue()));
                return true;
            }
        }
        return false;
    }
}
