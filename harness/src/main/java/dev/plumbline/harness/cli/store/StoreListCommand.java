package dev.plumbline.harness.cli.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.table.ByteSizes;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.models.store.KeptVectors;
import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "ls",
        description = "List whose vectors are kept, how many, how large they are and when they were last used.",
        mixinStandardHelpOptions = true)
public final class StoreListCommand implements Callable<Integer> {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SHOWN = 12;

    @Spec
    private CommandSpec command;

    @Mixin
    private StoreArguments store;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        List<KeptVectors.Model> models = store.models();
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? toJson(models) : toText(models));
        out.flush();
        return ExitCode.DONE;
    }

    private String toText(List<KeptVectors.Model> models) {
        TextTable table = new TextTable(
                "MODEL", "REVISION", "FINGERPRINT", " VECTORS", " FILES", " SIZE", "LAST USED (UTC)", "NOTE");
        for (KeptVectors.Model model : models) {
            table.add(
                    model.name(),
                    shortened(model.revision()),
                    shortened(model.fingerprint()),
                    String.valueOf(model.vectors()),
                    String.valueOf(model.shards()),
                    ByteSizes.of(model.bytes()),
                    DAY.format(model.lastUsed()),
                    model.damaged() == 0 ? "" : model.damaged() + " damaged");
        }
        return (models.isEmpty() ? "" : table.toString())
                + String.format(
                        Locale.ROOT,
                        "%d models, %s in %s%n",
                        models.size(),
                        ByteSizes.of(models.stream()
                                .mapToLong(KeptVectors.Model::bytes)
                                .sum()),
                        store.folder());
    }

    static String shortened(String name) {
        return name.length() > SHOWN ? name.substring(0, SHOWN) : name;
    }

    private String toJson(List<KeptVectors.Model> models) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("folder", store.folder().toString());
        ArrayNode list = root.putArray("models");
        for (KeptVectors.Model model : models) {
            list.addObject()
                    .put("name", model.name())
                    .put("revision", model.revision())
                    .put("fingerprint", model.fingerprint())
                    .put("vectors", model.vectors())
                    .put("files", model.shards())
                    .put("bytes", model.bytes())
                    .put("damaged", model.damaged())
                    .put("last_used", model.lastUsed().toString());
        }
        return root.toPrettyString() + "\n";
    }
}
