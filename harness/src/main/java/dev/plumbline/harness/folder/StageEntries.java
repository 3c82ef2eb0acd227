package dev.plumbline.harness.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.engine.StageFigures;
import java.util.List;

/**
 * What a cluster did, as run.json and {@code encode --json} have it, kind by kind:
 *
 * <pre>
 * {"encode": {"seconds": 12.5, "items": 5483, "tokens": 1200000, "tokens_per_second": 96000.0, "jobs": 2, "tasks": 16,
 *             "failed_tasks": 0, "core_seconds": 24.1, "sent_bytes": 7800000, "returned_bytes": 8400000, "shuffled_bytes": 0}}
 * </pre>
 */
public final class StageEntries {

    private StageEntries() {}

    /** Puts them under {@code stages}; nothing where there are none. */
    public static void put(ObjectNode entry, List<StageFigures> figures) {
        for (StageFigures stage : figures) {
            put(entry.withObjectProperty("stages").putObject(stage.stage()), stage);
        }
    }

    private static void put(ObjectNode stage, StageFigures figures) {
        stage.put("seconds", figures.seconds());
        stage.put("items", figures.items());
        if (figures.tokens() > 0) {
            stage.put("tokens", figures.tokens());
            stage.put("tokens_per_second", figures.tokens() / figures.seconds());
        }
        stage.put("jobs", figures.jobs());
        stage.put("tasks", figures.tasks().done());
        stage.put("failed_tasks", figures.tasks().failed());
        stage.put("core_seconds", figures.tasks().seconds());
        stage.put("sent_bytes", figures.sentBytes());
        stage.put("returned_bytes", figures.tasks().returnedBytes());
        stage.put("shuffled_bytes", figures.tasks().shuffledBytes());
    }
}
