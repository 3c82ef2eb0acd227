package dev.plumbline.harness.track;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.folder.Versions;
import dev.plumbline.trainer.loop.StepRecord;
import dev.plumbline.trainer.loop.TrainingListener;
import dev.plumbline.trainer.stage.TrackSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Passes a run's progress on to another listener, and to wherever it is tracked. */
public final class RunTracking implements TrainingListener, AutoCloseable {

    private final TrainingListener next;
    private final TrackSettings settings;
    private final Path folder;
    private final Clock clock;
    private final Optional<ScoresFile> scores;
    private final Optional<MlflowRun> mlflow;
    /** Of the stage that trains. */
    private Optional<MetricsFile> metrics = Optional.empty();

    private Optional<EventFile> events = Optional.empty();
    private String stage = "";
    private long step;

    private RunTracking(
            TrainingListener next, TrackSettings settings, Path folder, Clock clock, Optional<MlflowRun> mlflow) {
        this.next = next;
        this.settings = settings;
        this.folder = folder;
        this.clock = clock;
        this.scores = settings.csv() ? Optional.of(new ScoresFile(folder)) : Optional.empty();
        this.mlflow = mlflow;
    }

    /**
     * Begins.
     *
     * @param folder of the run
     * @param next hears everything too
     * @param environment variables, for MLflow
     * @throws PlumblineException of kind ENDPOINT if MLflow's server does not answer, of kind USAGE if it has no address
     */
    public static RunTracking begin(
            TrainingSettings run, Path folder, TrainingListener next, Map<String, String> environment, Clock clock) {
        TrackSettings settings = run.track();
        Optional<MlflowRun> mlflow = settings.mlflow().map(address -> {
            URI server = address(address);
            return MlflowRun.begin(
                    new MlflowClient(server, environment),
                    folder,
                    settings.experiment().orElse(environment.getOrDefault("MLFLOW_EXPERIMENT_NAME", "plumbline")),
                    RunParameters.of(run),
                    Map.of("plumbline.version", Versions.PLUMBLINE),
                    next::warning,
                    clock);
        });
        return new RunTracking(next, settings, folder, clock, mlflow);
    }

    private static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw PlumblineException.usage("track.mlflow must be the address of a tracking server, not '" + text
                    + "'; for example http://localhost:5000");
        }
    }

    private double seconds() {
        return clock.millis() / 1000.0;
    }

    @Override
    public void began(String name, long done, long steps) {
        closeStage();
        stage = name;
        step = done;
        if (settings.csv()) {
            metrics = Optional.of(MetricsFile.open(folder.resolve(name), done));
        }
        events = eventsOf(name, done);
        next.began(name, done, steps);
    }

    private Optional<EventFile> eventsOf(String name, long done) {
        return settings.tensorboard() ? Optional.of(EventFile.create(events(name), done, seconds())) : Optional.empty();
    }

    @Override
    public void stepped(String name, StepRecord record, long steps) {
        step = record.step();
        metrics.ifPresent(file -> file.add(record));
        Map<String, Double> figures = Figures.of(record);
        events.ifPresent(file -> file.add(record.step(), seconds(), figures));
        mlflow.ifPresent(run -> run.add(record.step(), of(name, figures)));
        next.stepped(name, record, steps);
    }

    @Override
    public void scored(String label, Map<String, Double> all) {
        scores.ifPresent(file -> file.add(label, all));
        Map<String, Double> figures = Figures.of(all);
        boolean own = !stage.isEmpty() && (label.equals(stage) || label.startsWith(stage + "-"));
        if (own) {
            events.ifPresent(file -> file.add(step, seconds(), figures));
            mlflow.ifPresent(run -> run.add(step, of(stage, figures)));
        } else if (!Files.isDirectory(events(label))) {
            // a stage that an earlier part of the run made has its scores where its steps are
            eventsOf(label, 0).ifPresent(file -> {
                file.add(0, seconds(), figures);
                file.close();
            });
            mlflow.ifPresent(run -> run.add(0, of(label, figures)));
        }
        next.scored(label, all);
    }

    private Path events(String name) {
        return folder.resolve("tensorboard").resolve(name);
    }

    /** MLflow has one run for all stages. */
    private static Map<String, Double> of(String name, Map<String, Double> figures) {
        Map<String, Double> named = new LinkedHashMap<>();
        figures.forEach((key, value) -> named.put(name + "/" + key, value));
        return named;
    }

    @Override
    public void finished(String name) {
        next.finished(name);
    }

    @Override
    public void note(String message) {
        next.note(message);
    }

    @Override
    public void warning(String message) {
        next.warning(message);
    }

    private void closeStage() {
        metrics.ifPresent(MetricsFile::close);
        events.ifPresent(EventFile::close);
        metrics = Optional.empty();
        events = Optional.empty();
    }

    /** The run is done; without this, closing says that it failed. */
    public void done() {
        mlflow.ifPresent(run -> run.end(true));
    }

    @Override
    public void close() {
        closeStage();
        mlflow.ifPresent(MlflowRun::close);
    }
}
