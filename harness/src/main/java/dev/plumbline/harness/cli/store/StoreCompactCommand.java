package dev.plumbline.harness.cli.store;

import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.models.store.KeptVectors;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "compact",
        description = "Merge the many small files of kept vectors into few, and leave out what is there twice.",
        footer = {"", "A killed compaction loses nothing: what it merged is on the disk before what", "it merged goes."
        },
        mixinStandardHelpOptions = true)
public final class StoreCompactCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private StoreArguments store;

    @Override
    public Integer call() {
        KeptVectors vectors = store.vectors();
        PrintWriter out = command.commandLine().getOut();
        for (KeptVectors.Model model : store.models()) {
            int shards = vectors.compact(model);
            out.println(model.name() + " " + StoreListCommand.shortened(model.fingerprint()) + ": " + model.shards()
                    + " files, now " + shards);
        }
        if (store.models().isEmpty()) {
            out.println("no vectors are kept in " + store.folder());
        }
        out.flush();
        return ExitCode.DONE;
    }
}
