package dev.plumbline.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.TestLibtorch;
import dev.plumbline.trainer.objective.FalseNegatives.Judge;
import dev.plumbline.trainer.objective.FalseNegatives.Strategy;
import dev.plumbline.trainer.objective.InfoNce.Refinement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and gradients of sentence-transformers 6.2.0's own losses, in float64 (test/oracle/make_st_losses.py). */
class SentenceTransformersLossesTest {

    private static final double BOUND = 1e-9;
    private static final JsonNode ROOT = read();

    private static JsonNode read() {
        try (InputStream json = new GZIPInputStream(Files.newInputStream(ReferenceModels.own("st-losses.json.gz")))) {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Case(JsonNode node) {
        @Override
        public String toString() {
            return node.get("name").asText();
        }
    }

    static Stream<Case> cases() {
        return StreamSupport.stream(ROOT.get("cases").spliterator(), false).map(Case::new);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientsAreSentenceTransformers(Case expected) {
        JsonNode node = expected.node();
        JsonNode config = node.get("config");
        try (NDManager manager = TestLibtorch.manager()) {
            NDArray query = leaf(manager, "query");
            NDArray positive = leaf(manager, "positive");
            NDArray negatives = leaf(manager, "negatives");
            VectorBatch batch = VectorBatch.of(query, positive);
            boolean hard = config.get("negatives").asInt() > 0;
            if (hard) {
                batch = batch.withNegatives(negatives);
            }
            NDArray weight = leaf(manager, "projection");
            NDArray bias = leaf(manager, "projection_bias");
            if (config.get("objective").asText().equals("align")) {
                batch = batch.withTarget(
                        other(manager, config.get("wide").asBoolean() ? "teacher_wide" : "teacher_same", hard));
            } else if (!config.has("judge") || judge(config) == Judge.GUIDE) {
                batch = batch.withGuide(other(manager, "guide", hard));
            }
            double loss = backward(objective(config, hard, weight, bias), batch);
            double wanted = node.get("loss").asDouble();
            assertThat(loss).isCloseTo(wanted, within(BOUND * Math.max(1, Math.abs(wanted))));
            same(query, node.get("grad_query"));
            same(positive, node.get("grad_positive"));
            if (hard) {
                same(negatives, node.get("grad_negatives"));
            }
            if (node.has("grad_projection")) {
                same(weight, node.get("grad_projection"));
                same(bias, node.get("grad_projection_bias"));
            }
        }
    }

    private static NDArray leaf(NDManager manager, String name) {
        NDArray array = ReferenceLosses.array(manager, ROOT.get(name), DataType.FLOAT64);
        array.setRequiresGradient(true);
        return array;
    }

    private static VectorBatch.Other other(NDManager manager, String name, boolean hard) {
        List<NDArray> arrays = new ArrayList<>();
        ROOT.get(name).forEach(node -> arrays.add(ReferenceLosses.array(manager, node, DataType.FLOAT64)));
        return new VectorBatch.Other(
                arrays.get(0), arrays.get(1), hard ? Optional.of(arrays.get(2)) : Optional.empty());
    }

    private static double backward(Objective objective, VectorBatch batch) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = objective.loss(batch);
            collector.backward(loss);
            return loss.getDouble();
        }
    }

    private static void same(NDArray vectors, JsonNode expected) {
        double[] wanted = ReferenceLosses.array(vectors.getManager(), expected, DataType.FLOAT64)
                .toDoubleArray();
        assertThat(vectors.getGradient().toDoubleArray()).containsExactly(wanted, within(BOUND));
    }

    private static Objective objective(JsonNode config, boolean hard, NDArray weight, NDArray bias) {
        return switch (config.get("objective").asText()) {
            case "gist" ->
                infoNce(
                        hard,
                        new Refinement(
                                Optional.of(new FalseNegatives(
                                        judge(config),
                                        Strategy.valueOf(
                                                config.get("strategy").asText().toUpperCase(Locale.ROOT)),
                                        config.get("margin").asDouble())),
                                config.get("queries").asBoolean(),
                                config.get("positives").asBoolean(),
                                Optional.empty()));
            case "hardness" ->
                infoNce(
                        hard,
                        new Refinement(
                                Optional.empty(),
                                false,
                                false,
                                Optional.of(new Hardness(
                                        Hardness.Mode.valueOf(
                                                config.get("mode").asText().toUpperCase(Locale.ROOT)),
                                        config.get("strength").asDouble()))));
            case "align" -> align(config, weight, bias);
            default -> throw new IllegalArgumentException(config.toString());
        };
    }

    private static Judge judge(JsonNode config) {
        return Judge.valueOf(config.get("judge").asText().toUpperCase(Locale.ROOT));
    }

    private static Objective infoNce(boolean hard, Refinement refinement) {
        return new InfoNce(
                0.05,
                true,
                hard ? HardNegatives.SHARED : HardNegatives.NONE,
                0,
                true,
                Optional.empty(),
                OptionalDouble.empty(),
                false,
                refinement);
    }

    private static Objective align(JsonNode config, NDArray weight, NDArray bias) {
        Objective objective = new Alignment(
                Alignment.Distance.valueOf(config.get("distance").asText().toUpperCase(Locale.ROOT)),
                // sentence-transformers' MatryoshkaLoss scales what it cuts
                config.get("unit").asBoolean() || !config.get("dims").isEmpty(),
                config.get("wide").asBoolean()
                        ? Optional.of(new Alignment.Projection(weight, bias))
                        : Optional.empty());
        if (config.get("dims").isEmpty()) {
            return objective;
        }
        List<Integer> dims = new ArrayList<>();
        config.get("dims").forEach(width -> dims.add(width.asInt()));
        List<Double> weights = new ArrayList<>();
        config.get("weights").forEach(each -> weights.add(each.asDouble()));
        return new Matryoshka(dims, weights, objective);
    }
}
