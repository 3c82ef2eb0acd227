package dev.plumbline.harness.cli.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.plan.RunPlan;
import dev.plumbline.harness.plan.TaskPlan;
import java.util.Locale;
import java.util.OptionalDouble;

/** What {@code plan} prints. */
public final class RunPlanTable {

    private final RunPlan plan;
    private final OptionalDouble price;
    private final long heap;

    /**
     * A table.
     *
     * @param price of a million tokens
     * @param heap bytes that Java may use
     */
    public RunPlanTable(RunPlan plan, OptionalDouble price, long heap) {
        this.plan = plan;
        this.price = price;
        this.heap = heap;
    }

    /** For people. */
    public String toText() {
        TextTable table =
                new TextTable("TASK", " TEXTS", " DISTINCT", " IN STORE", " TO ENCODE", " TOKENS", " HEAP", "NOTE");
        for (TaskPlan task : plan.tasks()) {
            table.add(
                    task.task(),
                    String.valueOf(task.texts()),
                    String.valueOf(task.distinct()),
                    String.valueOf(task.kept()),
                    String.valueOf(task.fresh()),
                    String.valueOf(task.tokens()),
                    ByteSizes.of(task.heap()),
                    task.problem());
        }
        StringBuilder text = new StringBuilder(table.toString());
        line(
                text,
                "%s: %d texts, %d distinct, %d in the store, %d to encode with about %d tokens",
                plan.model(),
                plan.sum(TaskPlan::texts),
                plan.sum(TaskPlan::distinct),
                plan.sum(TaskPlan::kept),
                plan.sum(TaskPlan::fresh),
                plan.sum(TaskPlan::tokens));
        plan.seconds().ifPresent(seconds -> line(text, "time: about %s of encoding", Durations.of(seconds)));
        if (plan.textsPerRequest() > 0) {
            line(text, "requests: at least %d", plan.requests());
        }
        price.ifPresent(each -> line(text, "price: about %.2f", plan.price(each)));
        plan.room()
                .ifPresent(room -> line(
                        text,
                        "disk: %s for new vectors, %s free%s",
                        ByteSizes.of(plan.disk()),
                        ByteSizes.of(room),
                        plan.fitsDisk() ? "" : ": TOO SMALL, see --embedding-cache and --no-cache"));
        line(
                text,
                "memory: Java's heap at most %s of the %s it may use%s",
                ByteSizes.of(plan.heap()),
                ByteSizes.of(heap),
                plan.fitsHeap(heap)
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ": TOO SMALL, give it more, as in PLUMBLINE_JAVA_OPTS=-Xmx%dg",
                                plan.heap() / (1L << 30) + 1));
        plan.memory()
                .ifPresent(all -> line(
                        text,
                        "with what is outside of it (%s, measured here): %s, as long as -Xmx keeps Java's heap there",
                        ByteSizes.of(plan.outsideHeap().orElse(0)),
                        ByteSizes.of(all)));
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** For programs. */
    public String toJson() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("model", plan.model());
        root.put("texts", plan.sum(TaskPlan::texts));
        root.put("texts_distinct", plan.sum(TaskPlan::distinct));
        root.put("texts_in_store", plan.sum(TaskPlan::kept));
        root.put("texts_to_encode", plan.sum(TaskPlan::fresh));
        root.put("tokens", plan.sum(TaskPlan::tokens));
        if (plan.seconds().isPresent()) {
            root.put("seconds", plan.seconds().getAsDouble());
            root.put("tokens_per_second", plan.tokensPerSecond().orElse(0));
        }
        if (plan.textsPerRequest() > 0) {
            root.put("requests", plan.requests());
        }
        price.ifPresent(each -> root.put("price", plan.price(each)));
        root.put("disk_bytes", plan.disk());
        plan.room().ifPresent(room -> root.put("disk_free_bytes", room));
        root.put("heap_bytes", plan.heap());
        root.put("heap_allowed_bytes", heap);
        plan.outsideHeap().ifPresent(bytes -> root.put("outside_heap_bytes", bytes));
        plan.memory().ifPresent(bytes -> root.put("memory_bytes", bytes));
        root.put("fits", plan.fitsDisk() && plan.fitsHeap(heap));
        ArrayNode tasks = root.putArray("tasks");
        for (TaskPlan task : plan.tasks()) {
            tasks.addObject()
                    .put("task", task.task())
                    .put("texts", task.texts())
                    .put("texts_distinct", task.distinct())
                    .put("texts_in_store", task.kept())
                    .put("texts_to_encode", task.fresh())
                    .put("tokens", task.tokens())
                    .put("heap_bytes", task.heap())
                    .put("problem", task.problem().isEmpty() ? null : task.problem());
        }
        return root.toPrettyString() + "\n";
    }
}
