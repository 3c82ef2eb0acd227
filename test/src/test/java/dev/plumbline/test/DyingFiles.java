package dev.plumbline.test;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The machine's files, for a process that dies at the n-th change of them: before that change it is thrown {@link Death},
 * and after it nothing it tries changes anything, not even what it would clear up. What is on the disk then is what a
 * killed process leaves. Of a write of many bytes half is done, as happens.
 */
final class DyingFiles extends FileSystemProvider {

    private final FileSystemProvider real = FileSystems.getDefault().provider();
    private final WrappedFileSystem files = new WrappedFileSystem(this);
    private final int dies;
    private final List<String> changes = new ArrayList<>();
    /** Whether the write that it dies at has been done by half. */
    private boolean half;

    /** @param dies the change that is not made, from 1; a large number never comes */
    DyingFiles(int dies) {
        this.dies = dies;
    }

    /** What a killed process does not survive. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A path through these files. */
    Path of(Path path) {
        return files.wrapped(path.toAbsolutePath());
    }

    /** The changes made or tried so far, in words. */
    List<String> changes() {
        return List.copyOf(changes);
    }

    private boolean dead() {
        return changes.size() >= dies;
    }

    private synchronized void change(String what) {
        if (!dead()) {
            changes.add(what);
        }
        if (dead()) {
            throw new Death();
        }
    }

    @Override
    public String getScheme() {
        return "dying";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return files;
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        if (writes) {
            change("open " + path.getFileName());
        }
        return new Channel(path, real.newFileChannel(WrappedPath.real(path), options, attributes));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        DirectoryStream<Path> stream =
                real.newDirectoryStream(WrappedPath.real(folder), path -> filter.accept(files.wrapped(path)));
        Iterator<Path> paths = stream.iterator();
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return paths.hasNext();
                    }

                    @Override
                    public Path next() {
                        return files.wrapped(paths.next());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        if (!Files.exists(WrappedPath.real(folder))) {
            change("make folder " + folder.getFileName());
        }
        real.createDirectory(WrappedPath.real(folder), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        if (Files.exists(WrappedPath.real(path))) {
            change("delete " + path.getFileName());
        }
        real.delete(WrappedPath.real(path));
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) throws IOException {
        change("copy to " + to.getFileName());
        real.copy(WrappedPath.real(from), WrappedPath.real(to), options);
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        change("rename to " + to.getFileName());
        real.move(WrappedPath.real(from), WrappedPath.real(to), options);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return real.isSameFile(WrappedPath.real(one), WrappedPath.real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(WrappedPath.real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return real.getFileStore(WrappedPath.real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        real.checkAccess(WrappedPath.real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return real.getFileAttributeView(WrappedPath.real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return real.readAttributes(WrappedPath.real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return real.readAttributes(WrappedPath.real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        change("set attribute of " + path.getFileName());
        real.setAttribute(WrappedPath.real(path), attribute, value, options);
    }

    private final class Channel extends FileChannel {

        private final Path path;
        private final FileChannel channel;

        Channel(Path path, FileChannel channel) {
            this.path = path;
            this.channel = channel;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            try {
                change("write " + path.getFileName());
            } catch (Death death) {
                if (changes.size() == dies && bytes.remaining() > 1 && !half) {
                    half = true;
                    channel.write(bytes.slice(bytes.position(), bytes.remaining() / 2));
                }
                throw death;
            }
            return channel.write(bytes);
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return channel.read(bytes);
        }

        @Override
        public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
            return channel.read(bytes, offset, length);
        }

        @Override
        public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
            change("write " + path.getFileName());
            return channel.write(bytes, offset, length);
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            change("truncate " + path.getFileName());
            channel.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            channel.force(metadata);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return channel.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
            change("write " + path.getFileName());
            return channel.transferFrom(source, position, count);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return channel.read(bytes, position);
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            change("write " + path.getFileName());
            return channel.write(bytes, position);
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            return channel.map(mode, position, size);
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return channel.lock(position, size, shared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
        }
    }
}
