package dev.plumbline.trainer.checkpoint;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints of one stage. */
public final class CheckpointFolders {

    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})");

    private static final Pattern HALF_MADE = Pattern.compile("\\.(deleted-)?(checkpoint-\\d+|final).*");

    private final Path stage;

    /** @param stage the stage's folder, which need not be there yet */
    public CheckpointFolders(Path stage) {
        this.stage = stage;
    }

    /** The folder of the weights at the stage's end. */
    public Path last() {
        return stage.resolve("final");
    }

    /** The folder of the weights after so many steps, as transformers names it. */
    public Path after(long step) {
        return stage.resolve("checkpoint-" + step);
    }

    /** Steps of the newest checkpoint within the stage. */
    public OptionalLong newest() {
        List<Long> steps = steps();
        return steps.isEmpty() ? OptionalLong.empty() : OptionalLong.of(steps.get(steps.size() - 1));
    }

    /**
     * Steps of the newest checkpoint that is whole. Those that are damaged are deleted: training makes them again, bit for
     * bit.
     *
     * @param warnings hears of each
     */
    public OptionalLong newestWhole(Consumer<String> warnings) {
        List<Long> steps = new ArrayList<>(steps());
        while (!steps.isEmpty()) {
            long step = steps.remove(steps.size() - 1);
            List<String> damaged = CheckpointStore.damage(after(step));
            if (damaged.isEmpty()) {
                return OptionalLong.of(step);
            }
            warnings.accept(after(step) + " is damaged (" + String.join(", ", damaged)
                    + (damaged.size() == 1 ? " is" : " are")
                    + " not what was written) and deleted; training goes on from "
                    + (steps.isEmpty() ? "the stage's start" : after(steps.get(steps.size() - 1))));
            delete(after(step));
        }
        return OptionalLong.empty();
    }

    /** Deletes what a killed process was making or deleting; no other may be at work here. */
    public void sweep() {
        if (!Files.isDirectory(stage)) {
            return;
        }
        try (Stream<Path> folders = Files.list(stage)) {
            for (Path folder : folders.filter(CheckpointFolders::isHalfMade).toList()) {
                deleteAll(folder);
            }
        } catch (IOException e) {
            throw PlumblineException.storage("cannot clear up " + stage + ": " + e, e);
        }
    }

    private static boolean isHalfMade(Path folder) {
        return HALF_MADE.matcher(folder.getFileName().toString()).matches() && Files.isDirectory(folder);
    }

    /** Deletes all but the newest ones and, if there is one, the best. */
    public void keep(int count, Optional<BestCheckpoint> best) {
        List<Long> steps = steps();
        for (long step : steps.subList(0, Math.max(0, steps.size() - count))) {
            if (best.isEmpty() || best.get().step() != step) {
                delete(after(step));
            }
        }
    }

    /**
     * The best checkpoint so far.
     *
     * @param score by which; what was best by another is not looked at
     * @return empty if none was scored, or it is not there any more
     */
    public Optional<BestCheckpoint> best(String score) {
        return BestCheckpoint.read(stage)
                .filter(best -> best.score().equals(score) && Files.isDirectory(stage.resolve(best.checkpoint())));
    }

    /** The folder of the best checkpoint so far, see {@link #best}. */
    public Optional<Path> bestFolder(String score) {
        return best(score).map(best -> stage.resolve(best.checkpoint()));
    }

    /**
     * Hears of a checkpoint's score. Of two that are as good, the earlier one stays the best.
     *
     * @param step its steps
     * @param least by how much more than the best before a score must be that patience counts from anew, at least 0
     */
    public void scored(long step, String score, double value, double least) {
        scored(after(step), step, score, value, least);
    }

    /** The same of the stage's end. */
    public void lastScored(long step, String score, double value) {
        scored(last(), step, score, value, 0);
    }

    private void scored(Path folder, long step, String score, double value, double least) {
        Optional<BestCheckpoint> best = best(score).filter(before -> !Double.isNaN(before.value()));
        if (best.isEmpty() || value > best.get().value()) {
            // as transformers' early_stopping_threshold: more than the best before, however that has crept up
            boolean rose = best.isEmpty() || value - best.get().value() > least;
            new BestCheckpoint(
                            folder.getFileName().toString(),
                            step,
                            score,
                            value,
                            rose ? step : best.get().risen())
                    .write(stage);
        }
    }

    /** In rising order. */
    private List<Long> steps() {
        if (!Files.isDirectory(stage)) {
            return List.of();
        }
        List<Long> steps = new ArrayList<>();
        try (Stream<Path> folders = Files.list(stage)) {
            folders.forEach(folder -> {
                Matcher name = NAME.matcher(folder.getFileName().toString());
                if (name.matches() && Files.isDirectory(folder)) {
                    steps.add(Long.parseLong(name.group(1)));
                }
            });
        } catch (IOException e) {
            throw PlumblineException.storage("cannot list " + stage + ": " + e, e);
        }
        steps.sort(Comparator.naturalOrder());
        return steps;
    }

    /** Renamed first, so that a crash leaves no half of a checkpoint under its name. */
    private static void delete(Path folder) {
        Path doomed = folder.resolveSibling(".deleted-" + folder.getFileName());
        try {
            Files.move(folder, doomed);
            deleteAll(doomed);
        } catch (IOException e) {
            throw PlumblineException.storage("cannot delete the old checkpoint " + folder + ": " + e, e);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
