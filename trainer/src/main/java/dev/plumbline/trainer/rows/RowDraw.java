package dev.plumbline.trainer.rows;

import dev.plumbline.ground.RandomStream;
import dev.plumbline.trainer.rows.TrainingExample.TeacherScores;
import dev.plumbline.trainer.rows.TrainingStream.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** Draws a row's positive, hard negatives and mixing. What is drawn depends on seed, group, pass and row alone. */
final class RowDraw {

    private final long seed;
    private final BatchPlan.RowReference reference;
    private final RowGroup group;

    private RowDraw(long seed, BatchPlan.RowReference reference) {
        this.seed = seed;
        this.reference = reference;
        this.group = reference.group();
    }

    static TrainingRow of(long seed, BatchPlan.RowReference reference) {
        return new RowDraw(seed, reference).row();
    }

    private TrainingRow row() {
        IndexReader.Placed placed = group.read(reference.row());
        TrainingExample example = placed.example();
        Instruction instruction = group.settings().instruction();
        int positive = stream(Purpose.POSITIVE).nextInt(example.positives().size());
        List<Integer> negatives = negatives(example.negatives().size());
        String positiveText = example.positives().get(positive);
        List<String> negativeTexts =
                negatives.stream().map(example.negatives()::get).toList();
        return new TrainingRow(
                group.settings().name(),
                placed.place(),
                instruction.query(example.query()),
                instruction.passage(positiveText),
                negativeTexts.stream().map(instruction::passage).toList(),
                instruction.prompts(),
                new TrainingRow.Ids(
                        TextKey.of(example.query()),
                        TextKey.of(positiveText),
                        negativeTexts.stream().map(TextKey::of).toList()),
                example.teacher().map(scores -> teacher(scores, positive, negatives)),
                example.score(),
                example.label(),
                mixing());
    }

    /**
     * A sample without repetition; where the row has too few, of as many repetitions of them as it takes, which is how the
     * authors' code does it ({@code random.sample(neg * n, 7)}).
     */
    private List<Integer> negatives(int there) {
        int wanted = group.negatives();
        if (wanted == 0) {
            return List.of();
        }
        int repetitions = (wanted + there - 1) / there;
        List<Integer> drawn = new ArrayList<>(wanted);
        for (int place : RandomStream.sample(stream(Purpose.NEGATIVES), there * repetitions, wanted)) {
            drawn.add(place % there);
        }
        return drawn;
    }

    private static List<Double> teacher(TeacherScores scores, int positive, List<Integer> negatives) {
        List<Double> drawn = new ArrayList<>(1 + negatives.size());
        drawn.add(scores.positives().get(positive));
        negatives.forEach(negative -> drawn.add(scores.negatives().get(negative)));
        return drawn;
    }

    private Optional<TrainingRow.MixingDraw> mixing() {
        int count = group.negatives();
        if (count == 0) {
            return Optional.empty();
        }
        UniformRandomProvider random = stream(Purpose.MIXING);
        double lambda = median(random.nextDouble(), random.nextDouble(), random.nextDouble());
        if (count == 1) {
            return Optional.of(new TrainingRow.MixingDraw(lambda, 0, 0));
        }
        int[] pair = RandomStream.sample(random, count, 2);
        return Optional.of(new TrainingRow.MixingDraw(lambda, pair[0], pair[1]));
    }

    /** Of three uniform numbers the middle one has the distribution Beta(2, 2). */
    private static double median(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private UniformRandomProvider stream(Purpose purpose) {
        return TrainingStream.of(seed, purpose, group.key(), reference.pass(), reference.row());
    }
}
