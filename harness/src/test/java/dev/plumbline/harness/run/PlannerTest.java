package dev.plumbline.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.harness.plan.Planner;
import dev.plumbline.harness.plan.RunPlan;
import dev.plumbline.harness.plan.TaskPlan;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.store.StoredEncoder;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan against what a run of the same tasks then has encoded. */
class PlannerTest {

    @TempDir
    Path folder;

    private List<TaskSpec> tasks;
    private Manifest manifest;
    private DatasetSource data;

    @BeforeEach
    void write() {
        tasks = SmallTasks.write(folder);
        manifest = Manifest.bundled().withTasks(tasks);
        data = ref -> DatasetDirectory.open(ref.path(), folder.resolve(ref.path()));
    }

    /** Remembers what it was asked for; tells queries from documents. */
    private static final class Remembering implements Encoder {

        private final Encoder good = new HashEncoder(Similarity.COSINE);
        private final Set<String> asked = new HashSet<>();

        @Override
        public ModelCard card() {
            return good.card();
        }

        @Override
        public FloatMatrix encode(EncodeRequest request) {
            request.texts().forEach(text -> asked.add(request.role() + "\n" + text));
            return good.encode(request);
        }

        @Override
        public Optional<String> fingerprint() {
            return good.fingerprint();
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return "";
        }

        @Override
        public void close() {}
    }

    private List<RunItem> items(List<TaskSpec> some) {
        return some.stream().map(task -> new RunItem(task, task.everything())).toList();
    }

    private RunPlan plan(Encoder model, List<TaskSpec> some) {
        return new Planner(manifest, new TaskLoader(data), model).plan(items(some), false);
    }

    private void run(Encoder model, List<TaskSpec> some, String results) {
        List<TaskOutcome> outcomes = new Runner(
                        manifest, data, RunOptions.of(folder.resolve(results), 2), new RunListener() {})
                .run(model, items(some));
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
    }

    @Test
    void ofEveryKindTheTextsOfThePlanAreThoseOfTheRun() {
        for (TaskSpec task : tasks) {
            if (task.kind() == TaskKind.AGGREGATE) {
                continue;
            }
            Remembering model = new Remembering();
            RunPlan plan = plan(model, List.of(task));
            assertThat(plan.tasks()).extracting(TaskPlan::problem).containsOnly("");
            run(model, List.of(task), "results-" + task.name());
            assertThat(plan.sum(TaskPlan::distinct)).as(task.name()).isEqualTo(model.asked.size());
            assertThat(plan.sum(TaskPlan::fresh)).isEqualTo(model.asked.size());
        }
    }

    @Test
    void whatAnotherTaskOrAnEarlierRunHasIsNotEncoded() {
        Remembering model = new Remembering();
        Encoder stored = StoredEncoder.over(model, folder.resolve("store"), EncodeProgress.NONE);
        RunPlan before = plan(stored, tasks);
        run(stored, tasks, "results");
        assertThat(before.sum(TaskPlan::fresh)).isEqualTo(model.asked.size());
        assertThat(before.disk())
                .isEqualTo(model.asked.size()
                        * StoredEncoder.bytesPerVector(model.card().dimensions()));
        RunPlan after = plan(stored, tasks);
        assertThat(after.sum(TaskPlan::fresh)).isZero();
        assertThat(after.sum(TaskPlan::kept)).isEqualTo(model.asked.size());
        assertThat(after.disk()).isZero();
        assertThat(after.fitsDisk()).isTrue();
    }

    @Test
    void aTaskWithoutItsDataIsNamedAndTheOthersArePlanned() {
        DatasetSource half = ref -> DatasetDirectory.open(
                ref.path(),
                folder.resolve(ref.path().equals(tasks.get(0).dataset().path()) ? "no" : ref.path()));
        RunPlan plan =
                new Planner(manifest, new TaskLoader(half), new Remembering()).plan(items(tasks.subList(0, 2)), false);
        assertThat(plan.tasks().get(0).problem()).isNotEmpty();
        assertThat(plan.tasks().get(1).texts()).isPositive();
    }

    @Test
    void whatDoesNotFitIsSaid() {
        TaskPlan large = new TaskPlan("large", 5_000_000, 5_000_000, 0, 5_000_000, 600_000_000, 20_500_000_000L, "");
        RunPlan plan = new RunPlan(
                "m",
                List.of(large),
                StoredEncoder.bytesPerVector(512),
                OptionalLong.of(10_000_000_000L),
                OptionalDouble.of(10_000),
                32,
                OptionalLong.of(1_000_000_000L));
        assertThat(plan.memory()).hasValue(plan.heap() + 1_000_000_000L);
        assertThat(plan.disk()).isEqualTo(5_000_000L * 2068);
        assertThat(plan.fitsDisk()).isFalse();
        assertThat(plan.fitsHeap(1L << 30)).isFalse();
        assertThat(plan.fitsHeap(1L << 35)).isTrue();
        assertThat(plan.seconds()).hasValue(60_000);
        assertThat(plan.requests()).isEqualTo(156_250);
        assertThat(plan.price(0.02)).isEqualTo(12);
    }

    /** A run itself says so too, and before it encodes anything. */
    @Test
    void aRunThatCannotHoldTheVectorsEncodesNone() {
        Remembering narrow = new Remembering();
        Encoder wide = new Encoder() {
            @Override
            public ModelCard card() {
                return new ModelCard("forms/wide", "1", 1 << 28, 0, 0, Similarity.COSINE);
            }

            @Override
            public FloatMatrix encode(EncodeRequest request) {
                return narrow.encode(request);
            }

            @Override
            public String prompt(TaskSpec task, Role role) {
                return "";
            }

            @Override
            public void close() {}
        };
        List<TaskOutcome> outcomes = new Runner(
                        manifest, data, RunOptions.of(folder.resolve("wide"), 2), new RunListener() {})
                .run(wide, items(tasks.subList(0, 1)));
        assertThat(outcomes.get(0).error()).hasMessageContaining("-Xmx").hasMessageContaining("plumbline plan");
        assertThat(narrow.asked).isEmpty();
    }
}
