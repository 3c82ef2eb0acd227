package dev.plumbline.reports.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.statistics.Power;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GatePlanTest {

    private static GatePlan.Task task(String name, double error, long texts) {
        return new GatePlan.Task(name, Optional.of(TaskType.STS), 100, error, texts, texts / 10.0);
    }

    @Test
    void aRuleFindsWithEightyPercentWhatItSays() {
        GatePlan plan = GatePlan.of(
                List.of(task("STS12", 0.01, 100), task("STS13", 0.004, 100)), GateRules.standard(), 600, false);
        assertThat(plan.rules()).hasSize(4);
        for (GatePlan.Rule rule : plan.rules()) {
            double error = rule.scope() == GateCheck.Scope.TASK
                    ? rule.name().equals("STS12") ? 0.01 : 0.004
                    : Math.sqrt(0.01 * 0.01 + 0.004 * 0.004) / 2;
            assertThat(Power.of(rule.found(), error, 0.05 / 4)).as(rule.name()).isCloseTo(0.8, within(1e-9));
            assertThat(rule.power()).isCloseTo(Power.of(0.01, error, 0.05 / 4), within(1e-12));
        }
    }

    /** Of a hundred thousand seen drops around a true one, as many count as the plan says, where small ones do not. */
    @Test
    void whatIsTooSmallToMatterIsPartOfThePower() {
        for (double least : new double[] {0, 0.5, 0.9, 1.5}) {
            for (double allowed : new double[] {0, 0.4}) {
                GateRules rules = new GateRules(
                        0.05,
                        Optional.of(new GateRule(allowed, least)),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        false);
                double error = 0.003;
                GatePlan.Rule rule = GatePlan.of(List.of(task("STS12", error, 100)), rules, 600, false)
                        .rules()
                        .get(0);
                String shown = "least effect " + least + ", allowed " + allowed;
                assertThat(share(0.01, error, allowed / 100, least / 100))
                        .as(shown)
                        .isCloseTo(rule.power(), within(0.01));
                assertThat(share(rule.found(), error, allowed / 100, least / 100))
                        .as(shown)
                        .isCloseTo(0.8, within(0.01));
            }
        }
    }

    private static double share(double drop, double error, double allowed, double least) {
        SplittableRandom random = new SplittableRandom(7);
        double critical = 1.6448536269514722 * error;
        int found = 0;
        for (int run = 0; run < 100_000; run++) {
            double seen = drop + error * (random.doubles(12).sum() - 6);
            found += seen - allowed > critical && seen >= least ? 1 : 0;
        }
        return found / 100_000.0;
    }

    /** Every choice of twelve tasks by hand against the search, and the search by price against every choice. */
    @Test
    void theSuiteIsTheCheapestThatSeesEnough() {
        SplittableRandom random = new SplittableRandom(4);
        List<GatePlan.Task> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(task("T" + i, 0.003 + 0.01 * random.nextDouble(), 100 + random.nextInt(3_000)));
        }
        List<GatePlan.Task> few = tasks.subList(0, 12);
        GatePlan.Suite exact =
                CheapestSuite.of(few, 0.05, Optional.empty(), 1e9).orElseThrow();
        long best = Long.MAX_VALUE;
        for (int choice = 1; choice < 1 << 12; choice++) {
            int chosen = choice;
            List<GatePlan.Task> own = few.stream()
                    .filter(task -> (chosen >>> few.indexOf(task) & 1) == 1)
                    .toList();
            if (Power.of(0.01, GatePlan.error(own), 0.05) >= 0.8) {
                best = Math.min(
                        best, own.stream().mapToLong(GatePlan.Task::texts).sum());
            }
        }
        assertThat(exact.texts()).isEqualTo(best);
        assertThat(exact.power()).isGreaterThanOrEqualTo(0.8);

        GatePlan.Suite all =
                CheapestSuite.of(tasks, 0.05, Optional.empty(), 1e9).orElseThrow();
        assertThat(all.power()).isGreaterThanOrEqualTo(0.8);
        assertThat(all.texts())
                .as("with more to choose from it is no dearer, or by little")
                .isLessThan(best * 11 / 10);
    }

    @Test
    void thereIsNoneWhereTheTimeIsTooShortOrNothingSeesEnough() {
        assertThat(CheapestSuite.of(List.of(task("A", 0.001, 100)), 0.05, Optional.empty(), 5))
                .isEmpty();
        assertThat(CheapestSuite.of(List.of(task("A", 0.05, 10)), 0.05, Optional.empty(), 600))
                .isEmpty();
        assertThat(CheapestSuite.of(List.of(task("A", 0.001, 10)), 0.05, Optional.of(new GateRule(1, 0)), 600))
                .as("a drop that is allowed is never found")
                .isEmpty();
    }
}
