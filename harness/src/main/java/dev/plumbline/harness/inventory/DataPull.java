package dev.plumbline.harness.inventory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubCache;
import dev.plumbline.hub.HubSnapshot;
import dev.plumbline.manifest.BundledFiles;
import dev.plumbline.models.directory.HubModels;
import dev.plumbline.models.directory.WeightsForm;
import dev.plumbline.tasks.data.HubDatasets;
import dev.plumbline.tasks.data.LocalDatasets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fetches what tasks and models need, before it is needed. One that cannot be had does not stop the others. */
public final class DataPull {

    private final BundledFiles bundled = BundledFiles.load();
    private final LocalDatasets folders;
    private final HubDatasets datasets;
    private final HubModels models;
    private final boolean dryRun;

    /**
     * Pulls into the hub's cache.
     *
     * @param folders where data sets may be already
     * @param dryRun ask what is missing and fetch nothing
     */
    public DataPull(LocalDatasets folders, HubCache cache, Hub hub, HubDatasets datasets, boolean dryRun) {
        this.folders = folders;
        this.datasets = datasets;
        this.models = new HubModels(cache, Optional.of(hub));
        this.dryRun = dryRun;
    }

    /** A data set: the files that its tasks read, and its README.md, which says which those are. */
    public PullOutcome dataset(NeededDataset needed) {
        if (!bundled.of(needed.ref().path()).isEmpty()) {
            return PullOutcome.here(needed, Place.BUNDLED);
        }
        try {
            if (folders.folder(needed.ref()).isPresent()) {
                return PullOutcome.here(needed, Place.FOLDER);
            }
            HubSnapshot snapshot = datasets.snapshot(needed.ref());
            Set<String> paths = new LinkedHashSet<>();
            if (snapshot.paths().contains(HubDatasets.README)) {
                paths.add(HubDatasets.README);
            }
            paths.addAll(needed.paths(HubDatasets.plan(snapshot)));
            return fetched("dataset", snapshot, needed.tasks(), paths);
        } catch (PlumblineException e) {
            return PullOutcome.failed(
                    "dataset", needed.ref().path(), needed.ref().revision(), needed.tasks(), e);
        }
    }

    /** A model, {@code org/name} or {@code org/name@revision}. */
    public PullOutcome model(String text, WeightsForm form) {
        if (!HubModels.looksLikeOne(text)) {
            throw PlumblineException.usage(
                    "--model " + text + " is not a model of the hub, org/name or org/name@revision");
        }
        try {
            HubSnapshot snapshot = models.open(text);
            return fetched("model", snapshot, List.of(), HubModels.plan(snapshot, form));
        } catch (PlumblineException e) {
            return PullOutcome.failed("model", text, null, List.of(), e);
        }
    }

    private PullOutcome fetched(String kind, HubSnapshot snapshot, List<String> tasks, Set<String> paths) {
        List<String> missing =
                paths.stream().filter(path -> !snapshot.has(path)).toList();
        PullOutcome outcome = new PullOutcome(
                kind,
                snapshot.id().name(),
                snapshot.commit(),
                tasks,
                dryRun && !missing.isEmpty() ? Place.MISSING : Place.CACHE,
                paths.size(),
                bytes(snapshot, paths),
                missing.size(),
                bytes(snapshot, missing),
                null);
        if (!dryRun) {
            snapshot.fetch(paths);
        }
        return outcome;
    }

    private static long bytes(HubSnapshot snapshot, Iterable<String> paths) {
        long bytes = 0;
        for (String path : paths) {
            bytes += snapshot.file(path).size().orElse(0);
        }
        return bytes;
    }
}
