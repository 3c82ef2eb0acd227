package dev.plumbline.harness.cli.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.PartsArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.option.Words;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.inventory.NeededDataset;
import dev.plumbline.hub.CacheVerification;
import dev.plumbline.hub.CachedRepository;
import dev.plumbline.hub.CachedSnapshots;
import dev.plumbline.hub.HubCache;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.RepositoryId;
import dev.plumbline.hub.RepositoryType;
import dev.plumbline.models.directory.HubModels;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description = "Hash the files in the hub's cache again and compare them with what the hub said.",
        footer = {
            "",
            "With tasks or models chosen: their repositories; without: all. Asks no server.",
            "Folders named with --data have no hashes to compare with and are not looked",
            "at.",
            "Exit codes: 0 all is whole, 3 something is damaged."
        },
        mixinStandardHelpOptions = true)
public final class DataVerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private PartsArguments parts;

    @Option(names = "--model", arity = "1..*", paramLabel = "NAME", description = "Models of the hub, org/name.")
    private List<String> models = List.of();

    @Option(names = "--delete", description = "Remove what is damaged, so that it is fetched anew.")
    private boolean delete;

    @Option(names = "--json", description = "Print JSON instead of lines.")
    private boolean json;

    @Override
    public Integer call() {
        HubCache cache = HubEnvironment.ofProcess().cache();
        Map<CacheVerification.State, Integer> counts = new EnumMap<>(CacheVerification.State.class);
        List<CacheVerification.Checked> wrong = new ArrayList<>();
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        for (CachedRepository repository : repositories(cache)) {
            progress.note("verifying " + repository.id());
            CacheVerification.verify(repository, checked -> {
                counts.merge(checked.state(), 1, Integer::sum);
                if (isWrong(checked)) {
                    wrong.add(checked);
                }
            });
        }
        if (delete) {
            wrong.forEach(CacheVerification::remove);
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? toJson(counts, wrong) : toText(counts, wrong, cache));
        out.flush();
        return wrong.isEmpty() ? ExitCode.DONE : ExitCode.DATA;
    }

    private static boolean isWrong(CacheVerification.Checked checked) {
        return checked.state() == CacheVerification.State.DAMAGED
                || checked.state() == CacheVerification.State.DANGLING;
    }

    private Set<CachedRepository> repositories(HubCache cache) {
        Set<CachedRepository> chosen = new LinkedHashSet<>();
        if (parts.choice().isEmpty() && models.isEmpty()) {
            chosen.addAll(CachedSnapshots.repositories(cache));
        }
        if (!parts.choice().isEmpty()) {
            for (NeededDataset dataset : parts.datasets(parts.choice().manifest())) {
                if (RepositoryId.isName(dataset.ref().path())) {
                    chosen.add(cache.repository(
                            RepositoryType.DATASET, dataset.ref().path()));
                }
            }
        }
        for (String model : Words.of(models)) {
            if (!HubModels.looksLikeOne(model)) {
                throw PlumblineException.usage("--model " + model + " is not a model of the hub, org/name");
            }
            chosen.add(cache.repository(RepositoryType.MODEL, model.replaceFirst("@.*", "")));
        }
        chosen.removeIf(repository -> !Files.isDirectory(repository.folder()));
        return chosen;
    }

    private String toText(
            Map<CacheVerification.State, Integer> counts, List<CacheVerification.Checked> wrong, HubCache cache) {
        StringBuilder text = new StringBuilder();
        for (CacheVerification.Checked checked : wrong) {
            text.append(label(checked))
                    .append("  ")
                    .append(checked.repository().id())
                    .append("  ")
                    .append(checked.file())
                    .append(checked.found().isEmpty() ? "" : "  (hash " + checked.found() + ")")
                    .append(delete ? ", removed" : "")
                    .append('\n');
        }
        text.append(counts.getOrDefault(CacheVerification.State.WHOLE, 0))
                .append(" files whole, ")
                .append(wrong.size())
                .append(" damaged, ")
                .append(counts.getOrDefault(CacheVerification.State.UNKNOWN, 0))
                .append(" without a known hash; cache ")
                .append(cache.root())
                .append('\n');
        if (!wrong.isEmpty()) {
            text.append(delete ? "" : "plumbline data verify --delete removes what is damaged; ")
                    .append("plumbline data pull, or a run, fetches it anew\n");
        }
        return text.toString();
    }

    private static String label(CacheVerification.Checked checked) {
        return checked.state().name().toLowerCase(Locale.ROOT);
    }

    private String toJson(Map<CacheVerification.State, Integer> counts, List<CacheVerification.Checked> wrong) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        for (CacheVerification.State state : CacheVerification.State.values()) {
            root.put(state.name().toLowerCase(Locale.ROOT), counts.getOrDefault(state, 0));
        }
        ArrayNode list = root.putArray("files");
        for (CacheVerification.Checked checked : wrong) {
            ObjectNode node = list.addObject();
            node.put("name", checked.repository().id().name());
            node.put("file", checked.file().toString());
            node.put("state", label(checked));
            node.put("found", checked.found().isEmpty() ? null : checked.found());
            node.put("removed", delete);
        }
        return root.toPrettyString() + "\n";
    }
}
