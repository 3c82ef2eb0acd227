package dev.plumbline.trainer.loop;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.text.HeadTensors;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.checkpoint.WeightFacts;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says in each checkpoint how it came about. */
final class RunProvenance {

    private final TrainingSettings settings;
    private final String libraries;
    private final String version;

    /**
     * Provenance of a run's checkpoints.
     *
     * @param libraries versions of the engine's
     * @param version of this code
     */
    RunProvenance(TrainingSettings settings, String libraries, String version) {
        this.settings = settings;
        this.libraries = libraries;
        this.version = version;
    }

    /**
     * A checkpoint that another was made of.
     *
     * @param weight its share
     * @param sha256 of its weights
     */
    record Parent(Path folder, double weight, String sha256) {

        static Parent of(Path folder, double weight) {
            CheckpointStore.requireWhole(folder);
            try (Checkpoint weights = Checkpoint.open(folder)) {
                return new Parent(folder, weight, withHead(folder, weights.hash()));
            }
        }
    }

    /** The weights after the network count too, where there are any. */
    private static String withHead(Path folder, String network) {
        if (!DirectoryContent.isWhole(folder)) {
            return network;
        }
        SentenceHead head = DirectoryContent.of(folder).head();
        return HeadTensors.of(head).isEmpty() ? network : Sha256.hex(network + "\n" + head.facts());
    }

    /** What every checkpoint of a stage says. */
    ObjectNode of(String stage) {
        ObjectNode provenance = JsonNodeFactory.instance
                .objectNode()
                .put("stage", stage)
                .put("seed", settings.seed())
                .put("threads", settings.threads());
        provenance
                .putObject("configuration")
                .put("file", settings.file().toString())
                .put("text", configuration());
        return provenance
                .put("libraries", libraries)
                .put("java", System.getProperty("java.version"))
                .put("plumbline", version);
    }

    /** The same of weights that others stand behind. */
    ObjectNode of(String stage, WeightFacts made, List<Parent> parents) {
        ObjectNode provenance = of(stage);
        ObjectNode all = provenance.putObject("parents");
        parents.forEach(parent -> all.putObject(parent.folder().toString())
                .put("weight", parent.weight())
                .put("sha256", parent.sha256()));
        ObjectNode facts = provenance.putObject(CheckpointStore.MADE_WITH);
        made.facts().forEach(facts::put);
        return provenance;
    }

    private String configuration() {
        try {
            return Files.readString(settings.file());
        } catch (IOException e) {
            throw PlumblineException.usage(settings.file() + " cannot be read: " + e);
        }
    }
}
