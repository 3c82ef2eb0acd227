package dev.plumbline.trainer.stage;

import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.trainer.soup.Blend;
import java.util.List;
import java.util.Objects;

/**
 * A stage that blends checkpoints. In a configuration file:
 *
 * <pre>
 * - name: soup                   required
 *   kind: soup                   required
 *   of: [finetune, distill]      required; stages' names or directories
 *   weights: [1, 2]              even if left out
 *   choose: all                  or greedy: the best, then each that does not lower the validation score
 *   blend: average               or spherical
 * </pre>
 *
 * @param of at least one
 * @param weights one for each, at least 0; even if empty
 * @param greedy whether only those are taken that do not lower the score; then weights are even
 * @param blend how weights are blended
 */
public record SoupStage(String name, List<String> of, List<Double> weights, boolean greedy, Blend blend)
        implements StageSettings {

    public SoupStage {
        Objects.requireNonNull(blend, "blend");
        of = List.copyOf(of);
        weights = List.copyOf(weights);
        StageNames.check(name);
        if (of.isEmpty()) {
            throw new WrongValueException("of", "must name the stages that are blended", "[finetune, distill]");
        }
        if (!weights.isEmpty() && weights.size() != of.size()) {
            throw new WrongValueException(
                    "weights", "are " + weights.size() + ", and there are " + of.size() + " checkpoints", "");
        }
        if (!weights.isEmpty()
                && (weights.stream().anyMatch(weight -> !(weight >= 0 && weight < Double.POSITIVE_INFINITY))
                        || weights.stream().allMatch(weight -> weight == 0))) {
            throw new WrongValueException("weights", "must be at least 0, and not all 0, not " + weights, "[1, 2]");
        }
        if (greedy && !weights.isEmpty()) {
            throw new WrongValueException("weights", "are even in a soup that is chosen greedily; leave them out", "");
        }
    }

    private enum Choice {
        ALL,
        GREEDY
    }

    static SoupStage read(Settings node) {
        String name = node.required("name", "soup");
        List<String> of = node.texts("of");
        List<Double> weights = node.numbers("weights");
        boolean greedy = node.choice("choose", Choice.class).orElse(Choice.ALL) == Choice.GREEDY;
        Blend blend = node.choice("blend", Blend.class).orElse(Blend.AVERAGE);
        node.end();
        return node.checked(() -> new SoupStage(name, of, weights, greedy, blend));
    }
}
