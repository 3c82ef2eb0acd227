package dev.plumbline.harness.cli.run;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.AvailableArguments;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FormArguments;
import dev.plumbline.harness.cli.option.ModelArguments;
import dev.plumbline.harness.cli.option.PartsArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.ReleaseOption;
import dev.plumbline.harness.cli.option.ResultsArguments;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.RunPlanTable;
import dev.plumbline.harness.inventory.AvailableItems;
import dev.plumbline.harness.plan.Planner;
import dev.plumbline.harness.plan.RunPlan;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.harness.select.HubAccess;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.endpoint.EndpointSettings;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.evaluate.TaskLoader;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "plan",
        description = "Say what a run would encode, and what time, memory, disk and money it takes.",
        footer = {
            "",
            "Takes run's options, but --config and those of a second stage. Results that are",
            "there are not looked at. Data are fetched and read, the store is looked into,",
            "and a few texts are encoded to measure the speed; of an endpoint none.",
            "Time is that of encoding; scoring comes on top.",
            "Exit codes: 0 it fits, 5 memory or disk is too small."
        },
        mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private PartsArguments parts;

    @Mixin
    private ModelArguments model;

    @Mixin
    private DataArguments data;

    @Mixin
    private ReleaseOption release;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private AvailableArguments available;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Plan for the first N rows or queries, and N rows to learn from.")
    private Integer limit;

    @Option(
            names = "--price-per-million",
            paramLabel = "PRICE",
            description = "What an endpoint asks for a million tokens, in any currency. Default: --api-price.")
    private Double price;

    @Mixin
    private FormArguments forms;

    @Mixin
    private ResultsArguments results;

    @Option(names = "--no-measure", description = "Encode nothing: no time is said.")
    private boolean noMeasure;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        if (price != null && !(price >= 0 && price < Double.POSITIVE_INFINITY)) {
            throw PlumblineException.usage("--price-per-million " + price + " is not a price");
        }
        if (limit != null && limit < 1) {
            throw PlumblineException.usage("--limit must be at least 1, not " + limit);
        }
        // what run would refuse, or what cannot be asked for together
        forms.forms();
        results.existing();
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        ModelOptions opening = model.options(progress);
        Models.check(model.spec(), opening);
        Manifest manifest = parts.choice().manifest();
        DataPlaces places = data.places(parts.choice().taskFileFolders());
        HubAccess access = model.network().access();
        boolean availableOnly = available.availableOnly();
        List<RunItem> items =
                AvailableItems.of(manifest, parts.items(manifest), places, access.offline(), availableOnly, progress);
        RunPlan plan;
        try (Model opened = Models.open(model.spec(), opening)) {
            if (!(opened instanceof Encoder encoder)) {
                throw PlumblineException.usage(
                        "--model " + model.spec() + " ranks documents and encodes nothing that could be planned");
            }
            TaskLoader loader = new TaskLoader(
                    places.source(availableOnly ? Optional.empty() : access.hub(progress), progress),
                    limit == null ? OptionalInt.empty() : OptionalInt.of(limit),
                    release.chosen());
            plan = new Planner(manifest, loader, encoder).plan(items, !noMeasure);
        }
        long most = Runtime.getRuntime().maxMemory();
        RunPlanTable table = new RunPlanTable(plan, price(opening), most);
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? table.toJson() : table.toText());
        out.flush();
        if (!plan.fitsDisk() || !plan.fitsHeap(most)) {
            return ExitCode.STORAGE;
        }
        boolean whole = plan.tasks().stream().allMatch(task -> task.problem().isEmpty());
        return whole ? ExitCode.DONE : ExitCode.DATA_MISSING;
    }

    private OptionalDouble price(ModelOptions opening) {
        return price == null
                ? opening.endpoint().map(EndpointSettings::price).orElse(OptionalDouble.empty())
                : OptionalDouble.of(price);
    }
}
