package dev.plumbline.trainer.label;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.RandomStream;
import dev.plumbline.trainer.rows.JsonLinesWriter;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.TextKey;
import dev.plumbline.trainer.rows.TrainingStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Writes training groups of labelled texts. Negatives are drawn class by class, from as many classes as there are, so that a
 * large class is not most of them; no text stands on both sides of a group, whatever labels it has.
 */
public final class ExampleGroups {

    /** Draws before a class is searched from end to end for a text that fits. */
    private static final int DRAWS = 16;

    private final LabelledTexts texts;
    private final LabelSettings settings;
    private final List<String> labelTexts;
    private long written;
    private long ofLabelTexts;
    private long withoutPositive;
    private long fewerNegatives;

    private ExampleGroups(LabelledTexts texts, LabelSettings settings) {
        this.texts = texts;
        this.settings = settings;
        this.labelTexts = texts.names().stream()
                .map(name -> settings.labelTexts().getOrDefault(name, name))
                .toList();
    }

    /**
     * Reads labelled texts and writes groups, in the order of the texts.
     *
     * @param files JSON lines or Parquet
     * @param output JSON lines, compressed if its name ends with {@code .gz}
     * @throws PlumblineException of kind DATA if a row is malformed and that is to stop, or there are not two classes; of
     *     kind USAGE if a label text is given for a label that does not occur
     */
    public static LabelSummary write(List<Path> files, LabelSettings settings, RowErrors errors, Path output) {
        try (LabelledTexts texts = LabelledTexts.read(files, settings, errors)) {
            if (texts.names().size() < 2) {
                throw PlumblineException.data(files.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + (texts.size() == 0
                                ? ": there is no row"
                                : ": all " + texts.size() + " texts are of one class, "
                                        + texts.names().get(0))
                        + "; groups need texts of at least two classes");
            }
            for (String label : settings.labelTexts().keySet()) {
                if (!texts.names().contains(label)) {
                    throw PlumblineException.usage("a text is given for label '" + label
                            + "', which does not occur; labels are such as "
                            + texts.names().subList(0, Math.min(5, texts.names().size())));
                }
            }
            ExampleGroups groups = new ExampleGroups(texts, settings);
            JsonLinesWriter.write(output, groups::write);
            return groups.summary(errors.count());
        }
    }

    private void write(JsonLinesWriter out) {
        for (int text = 0; text < texts.size(); text++) {
            for (int number = 0; number < settings.groups(); number++) {
                UniformRandomProvider random =
                        TrainingStream.of(settings.seed(), TrainingStream.Purpose.LABEL, text, number);
                Optional<Group> group = group(text, random);
                if (group.isPresent()) {
                    out.row(fields(text, group.get()));
                    written++;
                    ofLabelTexts += group.get().ofLabelText ? 1 : 0;
                    fewerNegatives += group.get().negatives.size() < settings.negatives() ? 1 : 0;
                } else {
                    withoutPositive++;
                }
            }
        }
    }

    private record Group(String positive, List<String> negatives, boolean ofLabelText) {}

    private Optional<Group> group(int text, UniformRandomProvider random) {
        if (random.nextDouble() < settings.labelTextRatio()) {
            return Optional.of(ofLabelText(text, random));
        }
        Set<Long> taken = new HashSet<>();
        taken.add(texts.key(text));
        OptionalInt positive = draw(texts.classOf(text), taken, random);
        if (positive.isEmpty()) {
            return settings.labelTextRatio() > 0 ? Optional.of(ofLabelText(text, random)) : Optional.empty();
        }
        taken.add(texts.key(positive.getAsInt()));
        return Optional.of(new Group(texts.text(positive.getAsInt()), negatives(text, taken, random), false));
    }

    private List<String> negatives(int text, Set<Long> taken, UniformRandomProvider random) {
        int[] others = otherClasses(texts.classOf(text), random);
        List<String> negatives = new ArrayList<>(settings.negatives());
        boolean any = true;
        while (any && negatives.size() < settings.negatives()) {
            any = false;
            for (int i = 0; i < others.length && negatives.size() < settings.negatives(); i++) {
                OptionalInt negative = draw(others[i], taken, random);
                if (negative.isPresent()) {
                    taken.add(texts.key(negative.getAsInt()));
                    negatives.add(texts.text(negative.getAsInt()));
                    any = true;
                }
            }
        }
        return negatives;
    }

    /** As many other classes as there are negatives, or all if there are fewer, in random order. */
    private int[] otherClasses(int own, UniformRandomProvider random) {
        int others = texts.names().size() - 1;
        int[] drawn = RandomStream.sample(random, others, Math.min(others, settings.negatives()));
        return IntStream.of(drawn).map(other -> other < own ? other : other + 1).toArray();
    }

    /** A text of a class that is none of those taken. */
    private OptionalInt draw(int of, Set<Long> taken, UniformRandomProvider random) {
        int size = texts.classSize(of);
        for (int i = 0; i < DRAWS; i++) {
            int text = texts.member(of, random.nextInt(size));
            if (!taken.contains(texts.key(text))) {
                return OptionalInt.of(text);
            }
        }
        int first = random.nextInt(size);
        for (int i = 0; i < size; i++) {
            int text = texts.member(of, (int) ((first + (long) i) % size));
            if (!taken.contains(texts.key(text))) {
                return OptionalInt.of(text);
            }
        }
        return OptionalInt.empty();
    }

    private Group ofLabelText(int text, UniformRandomProvider random) {
        String own = labelTexts.get(texts.classOf(text));
        List<String> negatives = new ArrayList<>();
        Set<Long> taken = new HashSet<>(Set.of(TextKey.of(own)));
        for (int other : otherClasses(texts.classOf(text), random)) {
            if (taken.add(TextKey.of(labelTexts.get(other)))) {
                negatives.add(labelTexts.get(other));
            }
        }
        return new Group(own, negatives, true);
    }

    private Map<String, Object> fields(int text, Group group) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("query", texts.text(text));
        fields.put("pos", List.of(group.positive));
        fields.put("neg", group.negatives);
        fields.put("label", texts.names().get(texts.classOf(text)));
        settings.task().ifPresent(task -> fields.put("task", task));
        return fields;
    }

    private LabelSummary summary(long badRows) {
        return new LabelSummary(
                texts.size(),
                texts.names().size(),
                badRows,
                written,
                ofLabelTexts,
                withoutPositive,
                fewerNegatives,
                texts.conflicting());
    }
}
