package dev.plumbline.trainer.soup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Which checkpoints make the best soup: the best one alone, then each other in the order of its own score, kept if the
 * soup's score does not fall (Model soups, arXiv 2203.05482, recipe 1).
 */
public final class GreedySoup {

    private GreedySoup() {}

    /**
     * Chooses.
     *
     * @param candidates at least one
     * @param score of the even soup of some candidates, greater is better; a number
     * @return the chosen, the best first
     * @throws IllegalArgumentException if there is no candidate or a score is not a number
     */
    public static <C> List<C> choose(List<C> candidates, ToDoubleFunction<List<C>> score) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("a soup needs a checkpoint");
        }
        List<Scored<C>> alone = new ArrayList<>();
        candidates.forEach(candidate -> alone.add(new Scored<>(candidate, checked(score, List.of(candidate)))));
        // equal scores stay in the order given, 0 and -0 too
        alone.sort(Comparator.comparingDouble((Scored<C> scored) -> 0.0 - scored.score()));
        List<C> chosen = new ArrayList<>(List.of(alone.get(0).candidate()));
        double best = alone.get(0).score();
        for (Scored<C> next : alone.subList(1, alone.size())) {
            List<C> larger = new ArrayList<>(chosen);
            larger.add(next.candidate());
            double with = checked(score, larger);
            if (with >= best) {
                chosen = larger;
                best = with;
            }
        }
        return List.copyOf(chosen);
    }

    private static <C> double checked(ToDoubleFunction<List<C>> score, List<C> soup) {
        double value = score.applyAsDouble(soup);
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("the score of the soup of " + soup + " is not a number");
        }
        return value;
    }

    private record Scored<C>(C candidate, double score) {}
}
