package dev.plumbline.harness.cli.table;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.reports.gate.GatePlan;
import dev.plumbline.reports.gate.PlannedTasks;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a gate will see, as a person or a machine reads it on stdout. */
public final class GatePlanTable {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final Pattern PLAIN = Pattern.compile("[\\w./:=@+-]+");

    private GatePlanTable() {}

    /**
     * The plan as text.
     *
     * @param minutes that a suite may take
     * @param planned knows the rate
     */
    public static String text(GatePlan plan, double minutes, PlannedTasks planned) {
        TextTable table = new TextTable("RULE", "OF", " TASKS", " FINDS WITH 80%", " POWER AT 1 POINT");
        for (GatePlan.Rule rule : plan.rules()) {
            table.add(
                    rule.scope().name().toLowerCase(Locale.ROOT),
                    rule.name(),
                    String.valueOf(rule.tasks()),
                    String.format(Locale.ROOT, "%.2f points", 100 * rule.found()),
                    String.format(Locale.ROOT, "%.0f%%", 100 * rule.power()));
        }
        StringBuilder text = new StringBuilder(table.toString());
        text.append(
                plan.assumed()
                        ? "guessed: differences move half as far as the baseline's own scores; --like RESULTS of a model as"
                                + " near to it as the next one will be measures that\n"
                        : "measured: how far differences move is that of the model of --like\n");
        if (plan.suite().isEmpty()) {
            return text.append(String.format(
                            Locale.ROOT,
                            "no suite of these tasks finds a drop of 1 point with 80%% power within %.0f minutes at %s\n",
                            minutes,
                            rate(planned)))
                    .toString();
        }
        GatePlan.Suite suite = plan.suite().get();
        return text.append(String.format(
                        Locale.ROOT,
                        "cheapest suite that finds 1 point: %,d texts, about %.1f minutes at %s, power %.0f%%\n",
                        suite.texts(),
                        suite.seconds() / 60,
                        rate(planned),
                        100 * suite.power()))
                .append("  --task ")
                .append(String.join(" ", suite.tasks()))
                .append('\n')
                .toString();
    }

    /** Words as a shell takes them. */
    public static String line(List<String> words) {
        return words.stream()
                .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private static String rate(PlannedTasks planned) {
        return String.format(
                Locale.ROOT,
                planned.rateAssumed()
                        ? "%.0f texts a second, which is assumed, since the baseline's runs encoded nothing"
                                + " (--texts-per-second says it)"
                        : "%.0f texts a second on average",
                planned.rate());
    }

    /** The same in JSON, fractions of 1. */
    public static ObjectNode json(GatePlan plan, PlannedTasks planned) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("schema", "plumbline-gate-plan/1");
        root.put("assumed", plan.assumed());
        root.put("texts_per_second", planned.rate());
        root.put("texts_per_second_assumed", planned.rateAssumed());
        ArrayNode rules = root.putArray("rules");
        for (GatePlan.Rule rule : plan.rules()) {
            ObjectNode node = rules.addObject();
            node.put("scope", rule.scope().name().toLowerCase(Locale.ROOT));
            node.put("name", rule.name());
            node.put("tasks", rule.tasks());
            node.put("found_with_80_percent", rule.found());
            node.put("power_at_one_point", rule.power());
        }
        if (plan.suite().isPresent()) {
            ObjectNode suite = root.putObject("suite");
            suite.putPOJO("tasks", plan.suite().get().tasks());
            suite.put("texts", plan.suite().get().texts());
            suite.put("seconds", plan.suite().get().seconds());
            suite.put("power", plan.suite().get().power());
        } else {
            root.putNull("suite");
        }
        return root;
    }
}
