package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.inventory.NeededDataset;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.manifest.Manifest;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The tasks a command is about, and what of them: the options of {@code run}. */
public final class PartsArguments {

    @Mixin
    private TaskSelection selection;

    @Option(
            names = {"--splits", "--eval-splits", "--eval_splits"},
            arity = "1..*",
            paramLabel = "SPLIT",
            description = "These splits instead of the selected ones.")
    private List<String> splits = List.of();

    @Option(
            names = "--subsets",
            arity = "1..*",
            paramLabel = "SUBSET",
            description = "These subsets instead of the selected ones.")
    private List<String> subsets = List.of();

    public TaskChoice choice() {
        return selection.choice();
    }

    /** Instead of those that are scored; none if the options name none. */
    public List<String> splits() {
        return Words.of(splits);
    }

    /** As {@link #splits}. */
    public List<String> subsets() {
        return Words.of(subsets);
    }

    public List<RunItem> items(Manifest manifest) {
        return choice().items(manifest, splits(), subsets());
    }

    public List<NeededDataset> datasets(Manifest manifest) {
        return NeededDataset.of(manifest, items(manifest));
    }
}
