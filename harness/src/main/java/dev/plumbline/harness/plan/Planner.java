package dev.plumbline.harness.plan;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.models.batching.RemoteEncoder;
import dev.plumbline.models.explain.Explainable;
import dev.plumbline.models.store.KeyIndex;
import dev.plumbline.models.store.StoredEncoder;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.TaskLoader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Counts what a run would encode: data are read and texts looked up in the store, and nothing is encoded but a few texts that
 * measure speed and memory, whose vectors are kept like any others.
 */
public final class Planner {

    /** Fresh texts of a task whose tokens are counted; of more, so many to twice as many evenly spread. */
    static final int COUNTED = 2_000;

    /** Texts that measure the speed, evenly spread over the lengths there are. */
    private static final int MEASURED = 96;

    private static final int WARM_UP = 8;
    private static final double CHARACTERS_PER_TOKEN = 4;

    private final Manifest manifest;
    private final TaskLoader loader;
    private final Encoder model;
    private final Encoder computing;
    private final KeyIndex seen = new KeyIndex();
    private final List<Measured> candidates = new ArrayList<>();

    /** A text that may measure the speed. */
    private record Measured(EncodeRequest request, long tokens) {}

    /**
     * A planner.
     *
     * @param model with its store, if it has one
     */
    public Planner(Manifest manifest, TaskLoader loader, Encoder model) {
        this.manifest = manifest;
        this.loader = loader;
        this.model = model;
        this.computing = model instanceof StoredEncoder stored ? stored.encoder() : model;
    }

    /**
     * Plans a run.
     *
     * @param measure whether a few texts are encoded to measure the speed; an endpoint's never are, they may cost money
     */
    public RunPlan plan(List<RunItem> items, boolean measure) {
        List<TaskPlan> plans = new ArrayList<>();
        for (RunItem item : RunItem.withSubtasks(manifest, items)) {
            if (item.task().kind() != TaskKind.AGGREGATE) {
                plans.add(plan(item));
            }
        }
        boolean remote = computing instanceof RemoteEncoder;
        boolean stored = model instanceof StoredEncoder;
        OptionalDouble speed = measure && !remote ? speed() : OptionalDouble.empty();
        return new RunPlan(
                model.card().name(),
                plans,
                stored ? StoredEncoder.bytesPerVector(model.card().dimensions()) : 0,
                model instanceof StoredEncoder kept ? kept.room() : OptionalLong.empty(),
                speed,
                computing instanceof RemoteEncoder endpoint ? endpoint.textsPerRequest() : 0,
                measure ? OutsideHeap.bytes() : OptionalLong.empty());
    }

    private TaskPlan plan(RunItem item) {
        String name = item.task().name();
        try {
            LoadedTask loaded = loader.load(item.task(), item.selection());
            CountedTexts counted = new CountedTexts(model, item.task(), seen);
            for (String split : item.selection().splits()) {
                for (String subset : item.selection().subsets()) {
                    loaded.forEachEncodedText(split, subset, counted::add);
                }
            }
            long fresh = counted.fresh();
            return new TaskPlan(
                    name,
                    counted.texts(),
                    counted.distinct(),
                    counted.kept(),
                    fresh,
                    tokens(counted.samples(), fresh),
                    counted.bytes() + vectors(counted),
                    "");
        } catch (PlumblineException e) {
            return TaskPlan.without(name, e.getMessage());
        }
    }

    /** Distinct vectors, and all of them where texts repeat; of a corpus never more than are searched at once. */
    private long vectors(CountedTexts counted) {
        return 2 * counted.vectorsAtOnce() * model.card().dimensions() * Float.BYTES;
    }

    private long tokens(List<EncodeRequest> samples, long number) {
        if (number == 0) {
            return 0;
        }
        long sum = 0;
        for (EncodeRequest request : samples) {
            long tokens = tokens(request, request.texts().get(0));
            sum += tokens;
            candidates.add(new Measured(request, tokens));
        }
        return Math.round((double) sum / samples.size() * number);
    }

    private long tokens(EncodeRequest request, String text) {
        int known = computing instanceof Explainable explainable
                ? explainable
                        .explain(request.task(), request.role(), text)
                        .tokens()
                        .size()
                : 0;
        return known > 0 ? known : Math.max(1, Math.round(text.length() / CHARACTERS_PER_TOKEN));
    }

    /** Tokens a second over texts of all lengths, after some that warm up. */
    private OptionalDouble speed() {
        if (candidates.isEmpty()) {
            return OptionalDouble.empty();
        }
        candidates.sort(Comparator.comparingLong(Measured::tokens));
        List<Measured> chosen = new ArrayList<>();
        int number = Math.min(MEASURED, candidates.size());
        for (int i = 0; i < number; i++) {
            chosen.add(candidates.get((int) ((i + 0.5) * candidates.size() / number)));
        }
        List<Measured> first = chosen.subList(0, Math.min(WARM_UP, number));
        encode(first);
        List<Measured> rest = number > first.size() ? chosen.subList(first.size(), number) : chosen;
        long start = System.nanoTime();
        encode(rest);
        double seconds = (System.nanoTime() - start) / 1e9;
        return OptionalDouble.of(rest.stream().mapToLong(Measured::tokens).sum() / seconds);
    }

    /** Texts of one task and role together, as a run has them. */
    private void encode(List<Measured> texts) {
        texts.stream()
                .collect(Collectors.groupingBy(text -> List.of(text.request.task(), text.request.role())))
                .values()
                .forEach(group -> model.encode(new EncodeRequest(
                        group.stream().map(text -> text.request.texts().get(0)).toList(),
                        group.get(0).request.role(),
                        group.get(0).request.task())));
    }
}
