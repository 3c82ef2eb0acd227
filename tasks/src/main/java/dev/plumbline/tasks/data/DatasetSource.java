package dev.plumbline.tasks.data;

import dev.plumbline.manifest.DatasetRef;

/** Finds the repository of a data set. */
@FunctionalInterface
public interface DatasetSource {

    /**
     * Opens the repository without reading data files.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind data, naming every place looked at, if it is nowhere
     */
    DatasetDirectory open(DatasetRef ref);
}
