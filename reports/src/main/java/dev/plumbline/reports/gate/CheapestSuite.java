package dev.plumbline.reports.gate;

import dev.plumbline.reports.statistics.Power;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The fewest texts whose tasks find one point with 80% power in the mean over them. For each number of tasks those are taken
 * that are cheapest when a square of standard error has a price, and the price is raised until they see enough: a knapsack's
 * relaxation, which is exact but for the last task. Up to 16 tasks every choice is tried.
 */
final class CheapestSuite {

    private static final int TRIED = 16;
    private static final int PRICES = 400;

    private final List<GatePlan.Task> tasks;
    private final double level;
    private final double margin;
    private final double least;
    private final double seconds;

    private CheapestSuite(List<GatePlan.Task> tasks, double level, Optional<GateRule> overall, double seconds) {
        this.tasks = tasks;
        this.level = level;
        this.margin = overall.map(GateRule::allowedDrop).orElse(0.0) / 100;
        this.least = overall.map(GateRule::leastEffect).orElse(0.0) / 100;
        this.seconds = seconds;
    }

    static Optional<GatePlan.Suite> of(
            List<GatePlan.Task> tasks, double level, Optional<GateRule> overall, double seconds) {
        List<GatePlan.Task> usable = tasks.stream()
                .filter(task -> Double.isFinite(task.standardError()) && task.texts() > 0)
                .sorted(Comparator.comparing(GatePlan.Task::name))
                .toList();
        CheapestSuite search = new CheapestSuite(usable, level, overall, seconds);
        return (usable.size() <= TRIED ? search.everyChoice() : search.byPrice()).map(search::suite);
    }

    private Optional<List<GatePlan.Task>> everyChoice() {
        Optional<List<GatePlan.Task>> best = Optional.empty();
        for (int choice = 1; choice < 1 << tasks.size(); choice++) {
            List<GatePlan.Task> chosen = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i++) {
                if ((choice >>> i & 1) == 1) {
                    chosen.add(tasks.get(i));
                }
            }
            best = better(best, chosen);
        }
        return best;
    }

    private Optional<List<GatePlan.Task>> byPrice() {
        Optional<List<GatePlan.Task>> best = Optional.empty();
        double texts = tasks.stream().mapToLong(GatePlan.Task::texts).max().orElse(1);
        double square = tasks.stream().mapToDouble(CheapestSuite::square).max().orElse(1);
        for (int step = 0; step < PRICES; step++) {
            double price = texts / square * Math.pow(10, 8.0 * step / PRICES - 4);
            List<GatePlan.Task> order = tasks.stream()
                    .sorted(Comparator.comparingDouble(task -> task.texts() + price * square(task)))
                    .toList();
            for (int count = 1; count <= order.size(); count++) {
                best = better(best, order.subList(0, count));
            }
        }
        return best;
    }

    private static double square(GatePlan.Task task) {
        return task.standardError() * task.standardError();
    }

    private Optional<List<GatePlan.Task>> better(Optional<List<GatePlan.Task>> best, List<GatePlan.Task> chosen) {
        boolean enough = time(chosen) <= seconds && power(chosen) >= GatePlan.POWER;
        return enough && (best.isEmpty() || texts(chosen) < texts(best.get()))
                ? Optional.of(List.copyOf(chosen))
                : best;
    }

    private double power(List<GatePlan.Task> chosen) {
        return Power.of(GatePlan.SOUGHT, margin, least, GatePlan.error(chosen), level);
    }

    private static long texts(List<GatePlan.Task> chosen) {
        return chosen.stream().mapToLong(GatePlan.Task::texts).sum();
    }

    private static double time(List<GatePlan.Task> chosen) {
        return chosen.stream().mapToDouble(GatePlan.Task::seconds).sum();
    }

    private GatePlan.Suite suite(List<GatePlan.Task> chosen) {
        return new GatePlan.Suite(
                chosen.stream().map(GatePlan.Task::name).sorted().toList(), texts(chosen), time(chosen), power(chosen));
    }
}
