package dev.plumbline.harness.cli.store;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.table.ByteSizes;
import dev.plumbline.models.store.KeptVectors;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "gc",
        description = "Remove kept vectors that nobody has used for long, or the least lately used until the rest fit.",
        footer = {
            "",
            "Removes all vectors of a model or none, and what was put aside as damaged.",
            "A model that is named is removed whatever its age: plumbline store gc MODEL."
        },
        mixinStandardHelpOptions = true)
public final class StoreCollectCommand implements Callable<Integer> {

    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([hdw])");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})(?:\\.(\\d))?\\s*([kMGT]?)i?B?");

    @Spec
    private CommandSpec command;

    @Mixin
    private StoreArguments store;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "Remove models that were last used longer ago: hours, days or weeks, as in 12h, 30d, 8w.")
    private String olderThan;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            description = "Remove the least lately used until the rest are no larger, as in 500MB or 20GB.")
    private String maxSize;

    @Option(names = "--dry-run", description = "Say what would be removed, and remove nothing.")
    private boolean dryRun;

    @Override
    public Integer call() {
        boolean named = !store.areAll();
        if (named && (olderThan != null || maxSize != null)) {
            throw PlumblineException.usage(
                    "name models, or say --older-than or --max-size, not both: a model that is named is removed anyway");
        }
        KeptVectors vectors = store.vectors();
        List<KeptVectors.Model> models = store.models();
        Set<KeptVectors.Model> removed = new LinkedHashSet<>();
        if (named) {
            removed.addAll(models);
        }
        if (olderThan != null) {
            Instant limit = Instant.now().minus(age(olderThan));
            models.stream().filter(model -> model.lastUsed().isBefore(limit)).forEach(removed::add);
        }
        if (maxSize != null) {
            removed.addAll(beyond(models, size(maxSize)));
        }
        PrintWriter out = command.commandLine().getOut();
        for (KeptVectors.Model model : models) {
            if (removed.contains(model)) {
                out.println((dryRun ? "would remove " : "removed ") + model.name() + " "
                        + StoreListCommand.shortened(model.fingerprint()) + ", " + model.vectors() + " vectors, "
                        + ByteSizes.of(model.bytes()));
            }
            if (!dryRun) {
                if (removed.contains(model)) {
                    vectors.remove(model);
                } else {
                    vectors.removeDamaged(model);
                }
            }
        }
        out.printf(
                Locale.ROOT,
                "%s %d of %d models, %s%n",
                dryRun ? "would remove" : "removed",
                removed.size(),
                models.size(),
                ByteSizes.of(
                        removed.stream().mapToLong(KeptVectors.Model::bytes).sum()));
        out.flush();
        return ExitCode.DONE;
    }

    /** The least lately used, where models come last used first. */
    private static List<KeptVectors.Model> beyond(List<KeptVectors.Model> models, long limit) {
        long kept = 0;
        int first = 0;
        while (first < models.size() && kept + models.get(first).bytes() <= limit) {
            kept += models.get(first).bytes();
            first++;
        }
        return models.subList(first, models.size());
    }

    private static Duration age(String value) {
        Matcher parts = AGE.matcher(value);
        if (!parts.matches()) {
            throw PlumblineException.usage("--older-than " + value + " is not an age, as in 12h, 30d or 8w");
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(Math.multiplyExact(count, 7));
        };
    }

    private static long size(String value) {
        Matcher parts = SIZE.matcher(value);
        if (!parts.matches()) {
            throw PlumblineException.usage("--max-size " + value + " is not a size, as in 500MB or 20GB");
        }
        long unit =
                switch (parts.group(3)) {
                    case "k" -> 1_000L;
                    case "M" -> 1_000_000L;
                    case "G" -> 1_000_000_000L;
                    case "T" -> 1_000_000_000_000L;
                    default -> 1L;
                };
        long tenths = parts.group(2) == null ? 0 : Long.parseLong(parts.group(2));
        return Math.addExact(Math.multiplyExact(Long.parseLong(parts.group(1)), unit), tenths * unit / 10);
    }
}
