package dev.plumbline.spark;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import dev.plumbline.trainer.decontaminate.Overlap;
import dev.plumbline.trainer.decontaminate.OverlapSearch;
import dev.plumbline.trainer.decontaminate.TestTexts;
import dev.plumbline.trainer.decontaminate.TestTextsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Training texts looked up on executors, each of which holds all test texts. */
final class SparkOverlaps implements OverlapSearch {

    /** Of a task: a second of work or so. */
    private static final int TEXTS = 2048;

    private static final int BATCH = 1 << 16;

    private final ClusterJobs jobs;
    private final String file;

    private SparkOverlaps(ClusterJobs jobs, String file) {
        this.jobs = jobs;
        this.file = file;
    }

    /**
     * Sends the test texts.
     *
     * @throws PlumblineException of kind STORAGE if there is no room to write them down
     */
    static SparkOverlaps send(TestTexts tests, ClusterJobs jobs) {
        try {
            Path written = TemporaryFiles.tracked(() -> Files.createTempFile("plumbline-test-texts-", ".bin"));
            written.toFile().deleteOnExit();
            TestTextsFile.write(tests, written);
            jobs.context().sc().addFile(written.toUri().toString());
            return new SparkOverlaps(jobs, written.getFileName().toString());
        } catch (IOException e) {
            throw PlumblineException.storage(
                    "no room for test texts in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage(), e);
        }
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public List<List<TestTexts.Match>> matches(List<String> texts, double threshold) {
        List<List<TestTexts.Match>> matches = new ArrayList<>(texts.size());
        texts.forEach(text -> matches.add(new ArrayList<>()));
        if (texts.isEmpty()) {
            return matches;
        }
        List<String[]> blocks = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += TEXTS) {
            blocks.add(texts.subList(from, Math.min(texts.size(), from + TEXTS)).toArray(String[]::new));
        }
        ClusterJobs.Work work = new ClusterJobs.Work(
                Stage.OVERLAPS,
                "overlaps of " + texts.size() + " texts",
                texts.size(),
                texts.stream().mapToLong(String::length).sum(),
                blocks.size());
        List<List<OverlapBlock.Found>> found = jobs.run(
                work,
                () -> jobs.context()
                        .parallelize(blocks, blocks.size())
                        .setName(work.title())
                        .map(new OverlapBlock(file, threshold))
                        .collect());
        for (int block = 0; block < found.size(); block++) {
            for (OverlapBlock.Found one : found.get(block)) {
                matches.get(block * TEXTS + one.text())
                        .add(new TestTexts.Match(one.entry(), Overlap.Kind.valueOf(one.kind()), one.similarity()));
            }
        }
        return matches;
    }
}
