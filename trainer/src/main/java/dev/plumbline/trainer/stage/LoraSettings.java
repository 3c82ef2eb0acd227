package dev.plumbline.trainer.stage;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Settings;
import dev.plumbline.models.transformer.LowRank;
import dev.plumbline.models.transformer.TransformerConfig;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Matrices of low rank that are trained in place of the network's own (LoRA, arXiv 2106.09685), with the names and defaults of
 * PEFT's {@code LoraConfig} (0.21.2). In a stage of a configuration file:
 *
 * <pre>
 * lora:
 *   r: 8
 *   alpha: 8               the product of both is multiplied by alpha / r
 *   dropout: 0             of what goes into them
 *   targets: all-linear    or ends of modules' names, such as [q_proj, v_proj]
 *   merge: true            at the stage's end into the weights; false keeps PEFT's adapter, which names what it changes
 * </pre>
 *
 * @param targets ends of names; all linear maps of the layers if empty
 */
public record LoraSettings(int rank, double alpha, double dropout, List<String> targets, boolean merge) {

    private static final String ALL = "all-linear";
    private static final int RANK = 8;

    public LoraSettings {
        targets = List.copyOf(targets);
        if (rank < 1 || !(alpha > 0) || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("lora: r must be at least 1, alpha above 0, dropout from 0 to below 1: "
                    + rank + ", " + alpha + ", " + dropout);
        }
    }

    static LoraSettings read(Settings node) {
        int rank = node.integer("r", RANK);
        double alpha = node.number("alpha", RANK);
        double dropout = node.number("dropout", 0);
        boolean all = node.isText("targets") && node.text("targets").equals(ALL);
        List<String> targets = all ? List.of() : node.texts("targets");
        boolean merge = node.flag("merge", true);
        node.end();
        return node.checked(() -> new LoraSettings(rank, alpha, dropout, targets, merge));
    }

    /**
     * The matrices of a network.
     *
     * @param stage for errors
     * @throws PlumblineException of kind USAGE if a target is none of its modules
     */
    public LowRank of(TransformerConfig config, String stage) {
        Set<String> maps = LowRank.maps(config);
        Set<String> chosen = new LinkedHashSet<>();
        for (String target : targets) {
            List<String> found = maps.stream()
                    .filter(module -> module.equals(target) || module.endsWith("." + target))
                    .toList();
            if (found.isEmpty()) {
                throw PlumblineException.usage("stage " + stage + ": lora: targets has '" + target
                        + "', which no linear map of the network is called; there are "
                        + String.join(", ", LowRank.parts(config)));
            }
            chosen.addAll(found);
        }
        return new LowRank(rank, alpha / rank, dropout, targets.isEmpty() ? maps : chosen);
    }

    /** What PEFT is told to change: ends of names where every module of the end is changed, else whole names. */
    public static List<String> peftTargets(TransformerConfig config, LowRank lowRank) {
        Set<String> names = new LinkedHashSet<>();
        for (String module : LowRank.maps(config)) {
            if (lowRank.modules().contains(module)) {
                names.add(LowRank.parts(config).stream()
                        .filter(part -> module.endsWith("." + part))
                        .filter(part -> LowRank.maps(config).stream()
                                .filter(other -> other.endsWith("." + part))
                                .allMatch(lowRank.modules()::contains))
                        .findFirst()
                        .orElse(module));
            }
        }
        return List.copyOf(names);
    }
}
