package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.run.ExistingResults;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where results go, and what becomes of those that are there. */
public final class ResultsArguments {

    @Option(
            names = {"--results", "--output-folder", "--output_folder"},
            paramLabel = "DIR",
            description = "Folder that holds results/; may be mteb's own cache folder. Default: the current folder.")
    private Path folder = Path.of("");

    @ArgGroup
    private Existing existing = new Existing();

    @Option(
            names = "--no-samples",
            description = "Do not keep what each sample scored (<Task>.samples.jsonl.gz), which comparisons and the"
                    + " gate test with.")
    private boolean noSamples;

    /** What happens to results that are there. Fields, since methods have no order, and so the help would have none. */
    static final class Existing {

        @Option(
                names = {"--fresh", "--overwrite"},
                description = "Score everything anew.")
        private boolean fresh;

        @Option(names = "--resume", description = "Take over results that are there (the default).")
        private boolean resume;

        @Option(
                names = "--overwrite-strategy",
                paramLabel = "NAME",
                description = "As in mteb: only-missing (the default) scores what is missing; always is --fresh; never"
                        + " fails where a result is there in part; only-cache scores nothing.")
        private String strategy;

        ExistingResults chosen() {
            if (strategy != null) {
                return ExistingResults.named(strategy);
            }
            return fresh && !resume ? ExistingResults.REPLACE : ExistingResults.COMPLETE;
        }
    }

    /** The folder that holds {@code results/}. */
    public Path folder() {
        return FolderWords.written("--results", folder);
    }

    /** What becomes of results that are there. */
    public ExistingResults existing() {
        return existing.chosen();
    }

    /** Whether what each sample scored is kept. */
    public boolean samples() {
        return !noSamples;
    }
}
