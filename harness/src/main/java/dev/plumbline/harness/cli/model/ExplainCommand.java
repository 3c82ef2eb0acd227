package dev.plumbline.harness.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.ModelArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.TaskSelection;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.excerpt.SampleText;
import dev.plumbline.harness.excerpt.SampleTexts;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.Models;
import dev.plumbline.models.explain.Explainable;
import dev.plumbline.models.explain.Explanation;
import dev.plumbline.models.prompt.PromptChoice;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.ModelCard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        description = "Show what a model does to one query and one document of a task.",
        footer = {
            "",
            "Without a task it takes those of Plumbline(mini), one of each type.",
            "The texts are the first of the data where they are found, else fixed samples."
        },
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private ModelArguments model;

    @Mixin
    private TaskSelection selection;

    @Mixin
    private DataArguments data;

    @Option(names = "--text", paramLabel = "TEXT", description = "Take this text instead, on every side.")
    private String text;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** A text and what becomes of it; nothing becomes of it in a model that has no prompts and no tokens. */
    private record Explained(SampleText sample, PromptChoice prompt, Optional<Explanation> explanation) {}

    @Override
    public Integer call() {
        Manifest manifest = selection.choice().manifest();
        List<SampleText> samples = samples(manifest);
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        try (Model opened = Models.open(model.spec(), model.options(progress).withoutStore())) {
            List<Explained> texts =
                    samples.stream().map(sample -> explain(opened, sample)).toList();
            command.commandLine().getOut().print(json ? json(opened, texts) : text(opened, texts));
            command.commandLine().getOut().flush();
        }
        return ExitCode.DONE;
    }

    private List<SampleText> samples(Manifest manifest) {
        SampleTexts source = new SampleTexts(
                manifest, data.places(selection.choice().taskFileFolders()).source());
        List<SampleText> samples = new ArrayList<>();
        for (RunItem item : items(manifest)) {
            for (SampleText sample : source.of(item.task(), item.selection())) {
                samples.add(text == null ? sample : new SampleText(sample.task(), sample.role(), text, "--text"));
            }
        }
        return samples;
    }

    private List<RunItem> items(Manifest manifest) {
        if (!selection.choice().isEmpty()) {
            return selection.choice().items(manifest, List.of(), List.of());
        }
        return manifest.benchmark(TaskChoice.MINI).tasks().stream()
                .map(entry -> new RunItem(manifest.task(entry.task()), entry.selection()))
                .toList();
    }

    private static Explained explain(Model model, SampleText sample) {
        if (model instanceof Explainable explainable) {
            Explanation explanation = explainable.explain(sample.task(), sample.role(), sample.text());
            return new Explained(sample, explanation.prompt(), Optional.of(explanation));
        }
        String prefix = model.prompt(sample.task(), sample.role());
        return new Explained(sample, new PromptChoice(prefix, "the model has no rule to tell"), Optional.empty());
    }

    private static Map<String, String> facts(Model model) {
        ModelCard card = model.card();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", card.name());
        facts.put("revision", card.revision());
        if (card.dimensions() > 0) {
            facts.put("dimensions", Integer.toString(card.dimensions()));
        }
        if (card.parameters() > 0) {
            facts.put("parameters", Long.toString(card.parameters()));
        }
        facts.put("similarity", card.similarity().label());
        facts.putAll(model.about());
        return facts;
    }

    private static String text(Model model, List<Explained> texts) {
        StringBuilder out = new StringBuilder();
        facts(model).forEach((name, value) -> line(out, name, value));
        for (Explained explained : texts) {
            SampleText sample = explained.sample();
            out.append('\n')
                    .append(sample.task().name())
                    .append(", ")
                    .append(sample.role().promptType().orElse("text"))
                    .append(" (")
                    .append(sample.source())
                    .append(")\n");
            line(out, "  prompt", quoted(explained.prompt().prefix()));
            line(out, "  because", explained.prompt().reason());
            line(out, "  text", quoted(rendered(explained)));
            explained.explanation().ifPresent(explanation -> {
                String ids = explanation.tokens().stream().map(String::valueOf).collect(Collectors.joining(" "));
                line(out, "  tokens", explanation.tokens().size() + ": " + ids);
                line(out, "  cut off", explanation.truncated() + " tokens");
            });
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(String.format("%-16s%s\n", name, value));
    }

    private static String rendered(Explained explained) {
        return explained
                .explanation()
                .map(Explanation::rendered)
                .orElseGet(
                        () -> explained.prompt().prefix() + explained.sample().text());
    }

    /** So that blanks and line breaks show. */
    private static String quoted(String text) {
        return Json.MAPPER.getNodeFactory().textNode(text).toString();
    }

    private static String json(Model model, List<Explained> texts) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        facts(model).forEach(root::put);
        ArrayNode list = root.putArray("texts");
        for (Explained explained : texts) {
            ObjectNode node = list.addObject();
            node.put("task", explained.sample().task().name());
            node.put("role", explained.sample().role().promptType().orElse(null));
            node.put("source", explained.sample().source());
            node.put("prompt", explained.prompt().prefix());
            node.put("reason", explained.prompt().reason());
            node.put("rendered", rendered(explained));
            explained.explanation().ifPresent(explanation -> {
                ArrayNode tokens = node.putArray("tokens");
                explanation.tokens().forEach(tokens::add);
                node.put("truncated", explanation.truncated());
            });
        }
        return root.toPrettyString() + "\n";
    }
}
