package dev.plumbline.trainer.loop;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.models.transformer.Weights;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.checkpoint.WeightFacts;
import dev.plumbline.trainer.loop.RunProvenance.Parent;
import dev.plumbline.trainer.soup.GreedySoup;
import dev.plumbline.trainer.soup.Ingredient;
import dev.plumbline.trainer.soup.Soup;
import dev.plumbline.trainer.stage.SoupStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One soup of a run. */
final class SoupMaking {

    private static final int DIGITS = 12;

    private final SoupStage stage;
    private final Path target;
    private final RunProvenance provenance;
    private final Training.Surroundings surroundings;

    /** @param target the folder of its weights */
    SoupMaking(SoupStage stage, Path target, RunProvenance provenance, Training.Surroundings surroundings) {
        this.stage = stage;
        this.target = target;
        this.provenance = provenance;
        this.surroundings = surroundings;
    }

    /**
     * Blends the members, or holds the soup that is there to them.
     *
     * @param members folders, as the stage names them
     * @param done whether it is there
     * @throws PlumblineException of kind DATA if it is there and was made of others or otherwise; of kind USAGE if a member is
     *     not there
     */
    void make(List<Path> members, boolean done) {
        Map<Path, Double> weights = new LinkedHashMap<>();
        for (int i = 0; i < members.size(); i++) {
            if (!Files.isDirectory(members.get(i))) {
                throw PlumblineException.usage("stage " + stage.name() + " blends " + members.get(i)
                        + ", which is not there; run that stage first");
            }
            weights.merge(
                    members.get(i),
                    stage.weights().isEmpty() ? 1 : stage.weights().get(i),
                    Double::sum);
        }
        List<Parent> parents = new ArrayList<>();
        weights.forEach((folder, weight) -> parents.add(Parent.of(folder, weight)));
        WeightFacts made = madeWith(parents);
        if (done) {
            CheckpointStore.requireSame(target, made);
            return;
        }
        List<Parent> chosen = stage.greedy() ? GreedySoup.choose(parents, this::score) : parents;
        blend(chosen, made, target);
    }

    private WeightFacts madeWith(List<Parent> parents) {
        WeightFacts made = WeightFacts.nothing()
                .and("blend", stage.blend())
                .and("choose", stage.greedy() ? "greedy" : "all")
                .and("members", parents.size());
        for (int i = 0; i < parents.size(); i++) {
            made = made.and("member " + (i + 1), parents.get(i).sha256())
                    .and("weight " + (i + 1), parents.get(i).weight());
        }
        return made;
    }

    /** The mean score of an even blend of some. */
    private double score(List<Parent> candidates) {
        String hashes = candidates.stream().map(Parent::sha256).collect(Collectors.joining(" "));
        String label = stage.name() + "-of-" + candidates.size() + "-"
                + Sha256.hex(hashes).substring(0, DIGITS);
        Path trial = target.resolveSibling(label);
        if (!Files.isDirectory(trial)) {
            blend(candidates, madeWith(candidates), trial);
        }
        Map<String, Double> scores = surroundings.scorer().score(trial, label);
        if (scores.isEmpty()) {
            throw PlumblineException.usage("stage " + stage.name() + " chooses by score, and there is no evaluation");
        }
        surroundings.listener().scored(label, scores);
        return StageCheckpoints.mean(scores);
    }

    private void blend(List<Parent> parents, WeightFacts made, Path folder) {
        List<Weights> open = new ArrayList<>();
        try {
            List<Ingredient> ingredients = new ArrayList<>();
            for (Parent parent : parents) {
                Weights weights = Weights.open(
                        parent.folder(), TransformerConfig.read(parent.folder().resolve("config.json")));
                open.add(weights);
                ingredients.add(Ingredient.of(parent.folder(), weights));
            }
            List<Double> weights = parents.stream().map(Parent::weight).toList();
            List<SentenceHead> heads = parents.stream()
                    .map(parent -> DirectoryContent.of(parent.folder()).head())
                    .toList();
            CheckpointStore.write(
                    folder,
                    DirectoryContent.of(parents.get(0).folder())
                            .withHead(Soup.blendHeads(heads, weights, stage.blend())),
                    Soup.blend(ingredients, weights, stage.blend()),
                    provenance
                            .of(stage.name(), made, parents)
                            .put("blend", stage.blend().toString()));
        } finally {
            open.forEach(Weights::close);
        }
    }
}
