package dev.plumbline.trainer.loop;

import ai.djl.ndarray.NDArray;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.text.HeadTensors;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.stage.OptimisedStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a stage has of parameters, by a network's description.
 *
 * @param all of the network, beside it and after it
 * @param trained those of them that are moved
 */
record TrainedParameters(List<ParameterSpec> all, List<ParameterSpec> trained) {

    TrainedParameters {
        all = List.copyOf(all);
        trained = List.copyOf(trained);
    }

    /**
     * Of a stage.
     *
     * @param network folder of the description
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE if every one is frozen
     */
    static TrainedParameters of(OptimisedStage stage, Path network, TransformerConfig config) {
        List<ParameterSpec> moved = new ArrayList<>();
        stage.lora()
                .ifPresent(lora -> moved.addAll(lora.of(config, stage.name()).parameters(config)));
        head(network)
                .ifPresent(head -> HeadTensors.of(head)
                        .forEach(tensor -> moved.add(new ParameterSpec(tensor.name(), tensor.shape()))));
        List<ParameterSpec> all = new ArrayList<>(config.parameters());
        all.addAll(moved);
        List<ParameterSpec> trained = (stage.lora().isPresent() ? moved : all)
                .stream()
                        .filter(parameter -> !stage.optimiser().frozen(parameter.name()))
                        .toList();
        if (trained.isEmpty()) {
            throw TrainingPlan.allFrozen(stage);
        }
        return new TrainedParameters(all, trained);
    }

    /** Of arrays, of which those that have gradients are moved. */
    static TrainedParameters of(Map<String, NDArray> arrays) {
        List<ParameterSpec> all = new ArrayList<>();
        List<ParameterSpec> trained = new ArrayList<>();
        arrays.forEach((name, array) -> {
            ParameterSpec parameter = new ParameterSpec(
                    name, Arrays.stream(array.getShape().getShape()).boxed().toList());
            all.add(parameter);
            if (array.hasGradient()) {
                trained.add(parameter);
            }
        });
        return new TrainedParameters(all, trained);
    }

    static Optional<SentenceHead> head(Path network) {
        return DirectoryContent.isWhole(network)
                ? Optional.of(DirectoryContent.of(network).head())
                : Optional.empty();
    }
}
