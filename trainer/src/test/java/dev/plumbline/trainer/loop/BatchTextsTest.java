package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which texts of rows are encoded, and what of them is learned. */
class BatchTextsTest extends TrainingCase {

    private List<Map<String, Double>> parts(String output, String... stage) throws IOException {
        steps.clear();
        run(settings("bert-tiny", "", stage), output);
        return steps.stream().map(StepRecord::parts).toList();
    }

    private long tokens() {
        return steps.stream().mapToLong(StepRecord::tokens).sum();
    }

    @Test
    void hardNegativesThatNobodyMeetsAreNotEncoded() throws IOException {
        parts("without", stage("a", "pretrain").replace("negatives: 2", "negatives: 0"));
        long without = tokens();
        parts("pretrain", stage("a", "pretrain"));
        assertThat(tokens()).isEqualTo(without);
        parts("finetune", stage("a", "finetune"));
        assertThat(tokens()).isGreaterThan(without * 3 / 2);
        parts("mixed", stage("a", "finetune", "hard_negatives: none"));
        assertThat(tokens()).isGreaterThan(without * 3 / 2);
        parts("none", stage("a", "finetune", "hard_negatives: none", "mixing: none"));
        assertThat(tokens()).isEqualTo(without);
    }

    @Test
    void gradedPairsHaveNoUseForHardNegativesUnlessATeacherRanksThem() throws IOException {
        rows("rows.jsonl", ", \"score\": 0.N, \"pos_scores\": [0.N], \"neg_scores\": [0.2, 0.1]");
        assertThat(parts("graded", stage("a", "finetune")))
                .allSatisfy(parts -> assertThat(parts).containsOnlyKeys("cosent"));
        long graded = tokens();
        assertThat(parts("distilled", stage("a", "distill")))
                .allSatisfy(parts -> assertThat(parts).containsOnlyKeys("cosent", "kl"));
        assertThat(tokens()).isGreaterThan(graded * 3 / 2);
        assertThat(parts("pairs", stage("a", "distill").replace("negatives: 2", "negatives: 0")))
                .allSatisfy(parts -> assertThat(parts).containsOnlyKeys("cosent", "cosent_teacher"));
        assertThat(parts("taught", stage("a", "distill", "contrastive_weight: 0")))
                .allSatisfy(parts -> assertThat(parts).containsOnlyKeys("kl"));
    }

    @Test
    void classesWithoutInBatchNegativesHaveSyntheticOnes() throws IOException {
        String classes = stage("a", "finetune").replace("type: retrieval", "type: classification");
        List<Map<String, Double>> mixed = parts("mixed", classes);
        List<Map<String, Double>> none = parts("none", classes.replace("steps: 6\n", "steps: 6\n    mixing: none\n"));
        // of the first step, before weights differ
        assertThat(mixed.get(0).get("contrastive")).isGreaterThan(none.get(0).get("contrastive"));
    }

    /** Of rows with a label: what is of the query's class is left out of its candidates, whichever text it is. */
    @Test
    void withLabelsOtherClassesAloneAreInBatchNegatives() throws IOException {
        String pairs = stage("a", "finetune", "mixing: none", "focal_gamma: 0").replace("negatives: 2", "negatives: 0");
        rows("rows.jsonl", ", \"label\": \"one\"");
        // every candidate is of the query's own class: the positive alone is left
        assertThat(parts("same", pairs))
                .allSatisfy(parts -> assertThat(parts.get("contrastive")).isZero());
        rows("rows.jsonl", ", \"label\": \"N\"");
        double some = parts("some", pairs).get(0).get("contrastive");
        rows("rows.jsonl", "");
        double all = parts("all", pairs).get(0).get("contrastive");
        assertThat(some).isBetween(1e-3, all);
    }

    /** Hard negatives carry no label: those of others may be of the query's class. */
    @Test
    void withLabelsHardNegativesAreTheirOwnQuerys() throws IOException {
        String stage = stage("a", "finetune", "mixing: none", "focal_gamma: 0");
        rows("rows.jsonl", ", \"label\": \"one\"");
        double shared = parts("shared", stage).get(0).get("contrastive");
        double own = parts("own", stage("a", "finetune", "mixing: none", "focal_gamma: 0", "hard_negatives: own"))
                .get(0)
                .get("contrastive");
        assertThat(shared).isEqualTo(own);
    }
}
