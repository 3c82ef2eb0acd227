package dev.plumbline.harness.train;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.manifest.DatasetRef;
import dev.plumbline.tasks.data.DataPart;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.trainer.convert.RowConversion;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowSource;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Makes rows of a run's data sets that are something else: of other forms, or on the hub. */
public final class TrainingData {

    private final DatasetSource source;
    private final Path folder;
    private final Consumer<String> notes;

    /**
     * Of a run.
     *
     * @param source of data sets of the hub
     * @param folder of the run, which keeps what is made
     * @param notes told what is read, and of rows left out
     */
    public TrainingData(DatasetSource source, Path folder, Consumer<String> notes) {
        this.source = source;
        this.folder = folder;
        this.notes = notes;
    }

    /**
     * The run with rows alone.
     *
     * @throws PlumblineException of kind USAGE or DATA that names the file and key of the data set that cannot be read, or the
     *     row with an error
     */
    public TrainingSettings rows(TrainingSettings settings) {
        return settings.withDatasets((stage, dataset) -> {
            if (dataset.source().isPlain()) {
                return dataset;
            }
            try {
                return rows(dataset);
            } catch (PlumblineException e) {
                OptimisedStage own = (OptimisedStage) settings.stages().get(stage);
                String way = "stages[" + stage + "].data.datasets["
                        + own.data().datasets().indexOf(dataset) + "]."
                        + (dataset.source().hub().isPresent() ? "hub" : "path");
                throw SettingsFile.read(settings.file()).located(way, e);
            }
        });
    }

    private DatasetSettings rows(DatasetSettings dataset) {
        List<Path> files = dataset.source()
                .hub()
                .map(name -> fetched(name, dataset.source()))
                .orElse(dataset.files());
        RowErrors errors = RowErrors.of(dataset, notes);
        return dataset.converted(
                List.of(RowConversion.copy(dataset.source(), files, errors, folder.resolve(".rows"), notes)));
    }

    /** Files of a split on the hub, fetched where they are not in its cache. */
    private List<Path> fetched(RowSource.HubName name, RowSource rows) {
        DatasetDirectory directory =
                source.open(new DatasetRef(name.name(), name.revision().orElse(null)));
        String config = name.config().orElseGet(directory::defaultConfig);
        directory.prepare(List.of(new DataPart(config, rows.split())));
        return directory.files(config, rows.split());
    }
}
