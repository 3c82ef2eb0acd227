package dev.plumbline.harness.folder;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One change of a folder's records at a time, among the threads of this process and among processes: several runs of one
 * model each add to files that the others add to as well. Where the file system has no locks, only threads are kept apart.
 */
final class FolderLock {

    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private FolderLock() {}

    /**
     * Waits for the lock and does something while it is held.
     *
     * @param file the lock file, made if needed; it stays
     * @throws PlumblineException of kind STORAGE if it cannot be made
     */
    static void hold(Path file, Runnable action) {
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            // one name per file, or Java refuses to lock what another thread of this process has locked
            ReentrantLock thread = THREADS.computeIfAbsent(
                    folder.toRealPath().resolve(file.getFileName()), path -> new ReentrantLock());
            thread.lock();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock(channel);
                action.run();
            } finally {
                thread.unlock();
            }
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }

    /** Until the channel is closed; false where the file system has no locks, where files are still replaced whole. */
    private static boolean lock(FileChannel channel) {
        try {
            return channel.lock().isValid();
        } catch (IOException e) {
            return false;
        }
    }
}
