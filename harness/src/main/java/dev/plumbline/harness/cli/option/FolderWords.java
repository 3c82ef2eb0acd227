package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that a command line names, looked at before any work is done for them. */
public final class FolderWords {

    private FolderWords() {}

    /**
     * A folder that is read.
     *
     * @throws PlumblineException of kind USAGE if there is none
     */
    public static Path read(String option, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw PlumblineException.usage(option + " " + folder
                    + (Files.exists(folder) ? " is a file; name a folder" : ": there is no such folder"));
        }
        return folder;
    }

    /**
     * A folder that is written to, there or yet to be made.
     *
     * @throws PlumblineException of kind STORAGE if a file has its name or that of a folder around it, or where there is no
     *     right to write
     */
    public static Path written(String option, Path folder) {
        Path there = folder.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw PlumblineException.storage(
                    option + " " + folder + " is to be a folder, and " + there + " is a file; name another");
        }
        if (!Files.isWritable(there)) {
            throw PlumblineException.storage(
                    option + " " + folder + ": there is no right to write in " + there + "; name another");
        }
        return folder;
    }
}
