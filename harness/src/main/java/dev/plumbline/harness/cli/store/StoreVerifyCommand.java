package dev.plumbline.harness.cli.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.models.store.KeptVectors;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description = "Read every kept vector and compare it with its checksum.",
        footer = {
            "",
            "Changes nothing: a run never uses a damaged vector, and puts the file aside",
            "that has it.",
            "Exit codes: 0 all is whole, 3 something is damaged."
        },
        mixinStandardHelpOptions = true)
public final class StoreVerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private StoreArguments store;

    @Option(names = "--json", description = "Print JSON instead of lines.")
    private boolean json;

    @Override
    public Integer call() {
        KeptVectors vectors = store.vectors();
        List<KeptVectors.Damage> damage = new ArrayList<>();
        long read = 0;
        for (KeptVectors.Model model : store.models()) {
            damage.addAll(vectors.verify(model));
            read += model.vectors();
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? toJson(damage, read) : toText(damage, read));
        out.flush();
        return damage.isEmpty() ? ExitCode.DONE : ExitCode.DATA;
    }

    private static String toText(List<KeptVectors.Damage> damage, long read) {
        StringBuilder text = new StringBuilder();
        damage.forEach(found -> text.append("damaged  ")
                .append(found.file())
                .append("  ")
                .append(found.what())
                .append('\n'));
        return text.append(read)
                .append(" vectors read, ")
                .append(damage.size())
                .append(" files damaged\n")
                .toString();
    }

    private static String toJson(List<KeptVectors.Damage> damage, long read) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("vectors", read);
        ArrayNode list = root.putArray("damaged");
        damage.forEach(found -> list.addObject()
                .put("file", found.file().toString())
                .put("what", found.what())
                .put("vectors_lost", found.vectors()));
        return root.toPrettyString() + "\n";
    }
}
