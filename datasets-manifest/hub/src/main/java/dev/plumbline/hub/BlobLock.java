package dev.plumbline.hub;

import dev.plumbline.ground.AtomicFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One download of a blob at a time, among the threads of this process and among processes: {@code .locks/.../etag.lock},
 * where {@code huggingface_hub} has its own.
 *
 * <p>On Linux Python's lock ({@code flock}) and Java's ({@code fcntl}) do not see each other. As with Python's, correctness
 * does not depend on it: files are renamed into place once they are whole, and Python never writes to our part files.
 */
final class BlobLock implements AutoCloseable {

    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock thread;
    private final FileChannel channel;
    private final boolean shared;

    private BlobLock(ReentrantLock thread, FileChannel channel, boolean shared) {
        this.thread = thread;
        this.channel = channel;
        this.shared = shared;
    }

    /**
     * Waits for the lock.
     *
     * @param file the lock file, in a folder that exists
     * @param notes told if another process has it
     */
    static BlobLock take(Path file, Consumer<String> notes) throws IOException {
        // one name per file, or Java refuses to lock what another thread of this process has locked
        Path name = AtomicFiles.folderOf(file).toRealPath().resolve(file.getFileName());
        ReentrantLock thread = THREADS.computeIfAbsent(name, path -> new ReentrantLock());
        thread.lock();
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            BlobLock lock = new BlobLock(thread, channel, lock(channel, file, notes));
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                if (channel != null) {
                    channel.close();
                }
                thread.unlock();
            }
        }
    }

    /** False where the file system has no locks. */
    private static boolean lock(FileChannel channel, Path file, Consumer<String> notes) {
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                notes.accept("waiting for another process that downloads the same (" + file + ")");
                lock = channel.lock();
            }
            return lock.isValid();
        } catch (IOException e) {
            notes.accept("no lock on " + file + " (" + e.getMessage() + "): another process may download the same");
            return false;
        }
    }

    /** Whether other processes are kept out: then a part file of a fixed name, which can be resumed, is safe. */
    boolean keepsProcessesOut() {
        return shared;
    }

    /** Whether this thread has it. */
    boolean isHeld() {
        return thread.isHeldByCurrentThread();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            thread.unlock();
        }
    }
}
