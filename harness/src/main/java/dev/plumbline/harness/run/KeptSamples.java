package dev.plumbline.harness.run;

import dev.plumbline.harness.folder.ResultFolder;
import dev.plumbline.harness.folder.SampleFile;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.sample.SampleHeader;
import dev.plumbline.tasks.sample.SampleSink;
import java.util.Optional;

/** The samples of one task's run: kept, or not where the user does not want them. */
final class KeptSamples implements AutoCloseable {

    private final ResultFolder folder;
    private final String task;
    private final Optional<SampleFile> file;

    private KeptSamples(ResultFolder folder, String task, Optional<SampleFile> file) {
        this.folder = folder;
        this.task = task;
        this.file = file;
    }

    static KeptSamples begin(boolean keep, ResultFolder folder, TaskSpec task, String revision) {
        SampleHeader header = SampleHeader.of(task, revision);
        return new KeptSamples(
                folder, task.name(), keep ? Optional.of(SampleFile.begin(folder, header)) : Optional.empty());
    }

    SampleSink entry(String split, String subset) {
        return file.map(kept -> kept.entry(split, subset)).orElse(SampleSink.NONE);
    }

    /**
     * Puts the samples in place, before the result: a result that is there has its samples.
     *
     * @param earlier the result that is completed, whose other subsets keep their samples
     * @param scored what was scored now
     * @return the samples' SHA-256; empty if none are kept
     */
    Optional<String> commit(Optional<TaskResult> earlier, Selection scored) {
        if (file.isEmpty()) {
            SampleFile.delete(folder, task);
            return Optional.empty();
        }
        earlier.ifPresent(result -> file.get()
                .keepEarlier((split, subset) -> result.entry(split, subset).isPresent()
                        && !(scored.splits().contains(split) && scored.subsets().contains(subset))));
        return Optional.of(file.get().commit());
    }

    @Override
    public void close() {
        file.ifPresent(SampleFile::close);
    }
}
