package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.data.NeededDataset;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.manifest.Manifest;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The tasks a command is about, and what of them: the options of {@code run}. */
public final class PartsArguments {

    @Mixin
    private TaskSelection selection;

    @Option(
            names = "--splits",
            split = ",",
            paramLabel = "SPLIT",
            description = "These splits instead of the selected ones.")
    private List<String> splits = List.of();

    @Option(
            names = "--subsets",
            split = ",",
            paramLabel = "SUBSET",
            description = "These subsets instead of the selected ones.")
    private List<String> subsets = List.of();

    public Manifest manifest() {
        return selection.manifest();
    }

    public boolean isEmpty() {
        return selection.isEmpty();
    }

    public List<RunItem> items(Manifest manifest) {
        return selection.items(manifest, splits, subsets);
    }

    public List<NeededDataset> datasets(Manifest manifest) {
        return NeededDataset.of(manifest, items(manifest));
    }

    public List<Path> taskFileFolders() {
        return selection.taskFileFolders();
    }
}
