package dev.plumbline.trainer.stage;

import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a run can be followed besides its log. In a configuration file, with every default:
 *
 * <pre>
 * track:
 *   csv: true             STAGE/metrics.csv and scores.csv
 *   tensorboard: false    event files, a folder for each stage in tensorboard/
 *   mlflow:               http://HOST:PORT of a tracking server
 *   experiment:           MLFLOW_EXPERIMENT_NAME, or plumbline; the experiment there
 * </pre>
 */
public record TrackSettings(boolean csv, boolean tensorboard, Optional<String> mlflow, Optional<String> experiment) {

    /** Where nothing is said. */
    public static final TrackSettings DEFAULT = new TrackSettings(true, false, Optional.empty(), Optional.empty());

    public TrackSettings {
        Objects.requireNonNull(mlflow, "mlflow");
        Objects.requireNonNull(experiment, "experiment");
        if (mlflow.isPresent() && !mlflow.get().matches("https?://[^/\\s]+.*")) {
            throw new WrongValueException(
                    "mlflow",
                    "must be the address of a tracking server, not '" + mlflow.get() + "'",
                    "http://localhost:5000");
        }
        if (experiment.isPresent() && mlflow.isEmpty()) {
            throw new WrongValueException("experiment", "is MLflow's, and there is no mlflow: leave it out", "");
        }
    }

    static TrackSettings read(Settings node) {
        boolean csv = node.flag("csv", true);
        boolean tensorboard = node.flag("tensorboard", false);
        Optional<String> mlflow = node.optionalText("mlflow");
        Optional<String> experiment = node.optionalText("experiment");
        node.end();
        return node.checked(() -> new TrackSettings(csv, tensorboard, mlflow, experiment));
    }
}
