package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.trainer.ReferenceModels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Inputs, losses and gradients of every objective in float64 by torch's autograd. */
final class ReferenceLosses {

    private final JsonNode root;

    private ReferenceLosses(JsonNode root) {
        this.root = root;
    }

    /** Those of every folder of reference models there is. */
    static List<ReferenceLosses> all() {
        return ReferenceModels.folders().map(ReferenceLosses::read).toList();
    }

    private static ReferenceLosses read(Path folder) {
        Path packed = folder.resolve("losses.json.gz");
        try (InputStream json = Files.exists(packed)
                ? new GZIPInputStream(Files.newInputStream(packed))
                : Files.newInputStream(folder.resolve("losses.json"))) {
            return new ReferenceLosses(new ObjectMapper().readTree(json));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** One case. */
    record Case(ReferenceLosses of, String name, Objective objective, double loss, JsonNode gradients) {
        @Override
        public String toString() {
            return name;
        }
    }

    Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        root.get("cases")
                .forEach(node -> cases.add(new Case(
                        this,
                        node.get("name").asText(),
                        objective(node.get("config")),
                        node.get("loss").asDouble(),
                        node)));
        return cases.stream();
    }

    /** The batch all cases share, its vectors ready for gradients. */
    VectorBatch batch(NDManager manager, DataType type) {
        NDArray query = array(manager, root.get("query"), type);
        NDArray positive = array(manager, root.get("positive"), type);
        NDArray negatives = array(manager, root.get("negatives"), type);
        query.setRequiresGradient(true);
        positive.setRequiresGradient(true);
        negatives.setRequiresGradient(true);
        return VectorBatch.of(query, positive)
                .withNegatives(negatives)
                .withIds(new VectorBatch.Ids(
                        array(manager, root.get("positive_ids"), DataType.INT64),
                        Optional.of(array(manager, root.get("negative_ids"), DataType.INT64))))
                .withTeacherScores(array(manager, root.get("teacher_scores"), type))
                .withGold(array(manager, root.get("sts_gold"), type))
                .withDraws(new VectorBatch.MixingDraws(
                        array(manager, root.get("mix_lambda"), type),
                        array(manager, root.get("mix_pairs"), DataType.INT64)));
    }

    static NDArray array(NDManager manager, JsonNode node, DataType type) {
        List<Double> values = new ArrayList<>();
        List<Long> shape = new ArrayList<>();
        for (JsonNode level = node; level.isArray(); level = level.get(0)) {
            shape.add((long) level.size());
        }
        flatten(node, values);
        double[] flat = values.stream().mapToDouble(Double::doubleValue).toArray();
        Shape dimensions = new Shape(shape.stream().mapToLong(Long::longValue).toArray());
        return manager.create(flat, dimensions).toType(type, false);
    }

    private static void flatten(JsonNode node, List<Double> values) {
        if (node.isArray()) {
            node.forEach(child -> flatten(child, values));
        } else {
            values.add(node.asDouble());
        }
    }

    private static Objective objective(JsonNode config) {
        return switch (config.get("objective").asText()) {
            case "infonce" -> infoNce(config);
            case "kl" -> new KlDivergence(config.get("temperature").asDouble());
            case "cosent" -> new CoSent(config.get("scale").asDouble(), CoSent.Grades.GOLD);
            case "sum" -> sum(config);
            case "matryoshka" -> matryoshka(config);
            default -> throw new IllegalArgumentException(config.toString());
        };
    }

    private static Objective sum(JsonNode config) {
        List<WeightedSum.Term> terms = new ArrayList<>();
        for (int i = 0; i < config.get("terms").size(); i++) {
            terms.add(new WeightedSum.Term(
                    config.get("weights").get(i).asDouble(),
                    objective(config.get("terms").get(i))));
        }
        return new WeightedSum(terms);
    }

    private static Objective matryoshka(JsonNode config) {
        List<Integer> dimensions = new ArrayList<>();
        config.get("dims").forEach(width -> dimensions.add(width.asInt()));
        List<Double> weights = new ArrayList<>();
        config.get("weights").forEach(weight -> weights.add(weight.asDouble()));
        return new Matryoshka(dimensions, weights, objective(config.get("of")));
    }

    private static Objective infoNce(JsonNode config) {
        JsonNode margin = config.get("false_negative_margin");
        return new InfoNce(
                config.get("temperature").asDouble(),
                config.get("in_batch").asBoolean(),
                switch (config.get("hard_negatives").asText()) {
                    case "shared" -> HardNegatives.SHARED;
                    case "own" -> HardNegatives.OWN;
                    default -> HardNegatives.NONE;
                },
                config.get("focal_gamma").asDouble(),
                config.get("weight_detached").asBoolean(),
                mixing(config),
                margin.isNull() ? OptionalDouble.empty() : OptionalDouble.of(margin.asDouble()),
                config.get("mask_same_id").asBoolean());
    }

    private static Optional<Mixing> mixing(JsonNode config) {
        Mixing.Kind kind =
                switch (config.get("mixing").asText()) {
                    case "pairwise" -> Mixing.Kind.PAIRWISE;
                    case "listwise" -> Mixing.Kind.LISTWISE;
                    case "both" -> Mixing.Kind.BOTH;
                    default -> null;
                };
        return kind == null
                ? Optional.empty()
                : Optional.of(new Mixing(
                        kind,
                        config.get("mixing_detached").asBoolean(),
                        config.get("listwise_temperature").asDouble(1),
                        true));
    }
}
