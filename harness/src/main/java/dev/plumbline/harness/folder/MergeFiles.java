package dev.plumbline.harness.folder;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.AtomicFolder;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.merge.MergePlan;
import dev.plumbline.tasks.sample.SampleWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Writes what a merge of results planned. */
public final class MergeFiles {

    private MergeFiles() {}

    /** Whether a folder has nothing in it; a file is not empty. */
    public static boolean isEmpty(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw PlumblineException.storage("cannot list " + folder + ": " + e, e);
        }
    }

    /**
     * Writes the folder, all of it or nothing.
     *
     * @param folder must not be there, or be empty
     * @param report of the conflicts; empty to write none
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write
     */
    public static void write(MergePlan plan, Path folder, String report) {
        AtomicFolder.write(folder, place -> files(plan, place, report));
    }

    private static void files(MergePlan plan, Path folder, String report) {
        Path conflicts = folder.resolve("conflicts");
        for (MergePlan.Aside aside : plan.aside()) {
            AtomicFiles.copy(
                    aside.from(),
                    conflicts
                            .resolve(String.valueOf(aside.source()))
                            .resolve("results")
                            .resolve(aside.path()));
        }
        if (!report.isEmpty()) {
            AtomicFiles.write(conflicts.resolve("report.json"), report);
        }
        for (MergePlan.Placed placed : plan.results()) {
            write(placed.content(), folder.resolve("results").resolve(placed.path()));
        }
    }

    private static void write(MergePlan.Content content, Path file) {
        if (content instanceof MergePlan.Content.Copy copy) {
            AtomicFiles.copy(copy.from(), file);
        } else if (content instanceof MergePlan.Content.Text text) {
            AtomicFiles.write(file, text.text());
        } else if (content instanceof MergePlan.Content.Samples samples) {
            AtomicFiles.write(file, joined(samples));
        }
    }

    private static byte[] joined(MergePlan.Content.Samples samples) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SampleWriter writer = new SampleWriter(bytes, samples.header())) {
            for (MergePlan.SamplePart part : samples.parts()) {
                writer.keep(
                        part.from(),
                        samples.header(),
                        (split, subset) -> part.places().contains(split + "/" + subset));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing samples to memory", e);
        }
        return bytes.toByteArray();
    }
}
