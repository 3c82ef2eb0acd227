package dev.plumbline.tasks.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MtebReleaseTest {

    private static final Manifest MANIFEST = Manifest.bundled();
    private static final MtebRelease OLD = MtebRelease.V2_20_0;
    private static final MtebRelease NEW = MtebRelease.V2_26_24;

    @Test
    void namedInFullOrByNumber() {
        assertThat(MtebRelease.named("mteb-2.20.0", "--as")).isEqualTo(OLD);
        assertThat(MtebRelease.named("2.26.24", "--as")).isEqualTo(NEW).isEqualTo(MtebRelease.newest());
        for (String none : List.of("mteb-2.19.9", "2.26.25", "3.0.0", "newest", "mteb-", "2.20.0.dev1", "2.26.x")) {
            assertThatThrownBy(() -> MtebRelease.named(none, "--as"))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageStartingWith("--as must be a release of mteb from mteb-2.20.0 to mteb-2.26.24, not '"
                            + none + "'; nearest of those that were compared: mteb-2.2");
        }
    }

    /** A change is there from its first release on. */
    @Test
    void aReleaseBetweenHasTheChangesUpToIt() {
        assertThat(changes("2.20.1")).isEmpty();
        assertThat(changes("2.21.7")).isEmpty();
        assertThat(changes("mteb-2.21.8")).containsExactly(ScoringChange.THRESHOLDS_BETWEEN_SIMILARITIES);
        assertThat(changes("2.23.1")).containsExactly(ScoringChange.THRESHOLDS_BETWEEN_SIMILARITIES);
        assertThat(changes("2.26.5"))
                .containsExactly(ScoringChange.THRESHOLDS_BETWEEN_SIMILARITIES, ScoringChange.CONFIDENCE_TIES_AVERAGED);
        assertThat(changes("2.26.12")).containsExactly(ScoringChange.values());
        MtebRelease between = MtebRelease.named("2.23.1", "--as");
        assertThat(between.derived()).isTrue();
        assertThat(between.derivation())
                .contains("mteb 2.23.1", "mteb 2.20.0 with thresholds between tied similarities (#5465) (docs");
        assertThat(MtebRelease.known()).noneMatch(MtebRelease::derived);
        assertThat(MtebRelease.named("2.23", "--as").version()).isEqualTo("2.23.0");
    }

    private static List<ScoringChange> changes(String name) {
        MtebRelease release = MtebRelease.named(name, "--as");
        return Arrays.stream(ScoringChange.values()).filter(release::has).toList();
    }

    @Test
    void theOldReleaseHasNoneOfTheChangesAndTheNewOneAll() {
        for (ScoringChange change : ScoringChange.values()) {
            assertThat(OLD.has(change)).isFalse();
            assertThat(NEW.has(change)).isTrue();
        }
    }

    /** Of the 113 tasks: pairs by their thresholds, retrieval and reranking by nAUC, and nothing else. */
    @Test
    void whatAChangeTouches() {
        Set<TaskKind> touched = new TreeSet<>();
        Set<TaskKind> untouched = new TreeSet<>();
        MANIFEST.tasks().forEach(task -> (NEW.sameScores(task, OLD.version()) ? untouched : touched).add(task.kind()));
        assertThat(touched)
                .containsExactlyInAnyOrder(TaskKind.PAIR_CLASSIFICATION, TaskKind.RETRIEVAL, TaskKind.AGGREGATE);
        assertThat(untouched).doesNotContainAnyElementsOf(touched);
    }

    @Test
    void anUnreadableVersionIsTakenAsItIs() {
        assertThat(NEW.sameScores(MANIFEST.task("Ocnli"), null)).isTrue();
        assertThat(NEW.sameScores(MANIFEST.task("Ocnli"), "mteb version not available"))
                .isTrue();
        assertThat(NEW.sameScores(MANIFEST.task("Ocnli"), "2.26.24")).isTrue();
        assertThat(NEW.sameScores(MANIFEST.task("Ocnli"), "2.21.7")).isFalse();
        assertThat(NEW.sameScores(MANIFEST.task("Ocnli"), "2.21.8")).isTrue();
        assertThat(OLD.sameScores(MANIFEST.task("Ocnli"), "2.21.7")).isTrue();
    }

    @Test
    void averagePrecisionAndRankMeasuresDidNotMove() {
        assertThat(between("max_accuracy")).containsExactly(ScoringChange.THRESHOLDS_BETWEEN_SIMILARITIES);
        assertThat(between("similarity_recall")).containsExactly(ScoringChange.THRESHOLDS_BETWEEN_SIMILARITIES);
        assertThat(between("nauc_map_at_10_std")).containsExactly(ScoringChange.CONFIDENCE_TIES_AVERAGED);
        for (String measure : new String[] {"max_ap", "cosine_ap", "ndcg_at_10", "accuracy", "f1", "recall_at_1"}) {
            assertThat(between(measure)).as(measure).isEmpty();
        }
    }

    private static List<ScoringChange> between(String measure) {
        return ScoringChange.between(
                MtebVersion.parse(OLD.version()).orElseThrow(),
                MtebVersion.parse(NEW.version()).orElseThrow(),
                Optional.empty(),
                measure);
    }
}
