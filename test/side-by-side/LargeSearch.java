import com.sun.management.OperatingSystemMXBean;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.TopK;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Plumbline's side of large_search.py: {@code DOCUMENTS QUERIES DIMENSIONS KEPT THREADS OUTPUT}. Vectors are float32, row after
 * row, in files; documents are read in the chunks in which a run has them encoded. Prints one line of JSON.
 */
public final class LargeSearch {

    private static final int CHUNK = 50_000;

    public static void main(String[] args) throws IOException {
        int d = Integer.parseInt(args[2]);
        int kept = Integer.parseInt(args[3]);
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        try (FileChannel documents = FileChannel.open(Path.of(args[0]));
                FileChannel asked = FileChannel.open(Path.of(args[1]));
                Parallel parallel = Parallel.of(Integer.parseInt(args[4]))) {
            FloatMatrix queries = read(asked, 0, rows(asked, d), d);
            long start = System.nanoTime();
            long processor = process.getProcessCpuTime();
            TopK[] best = new TopK[queries.rows()];
            for (int i = 0; i < best.length; i++) {
                best[i] = new TopK(kept, Integer::compare);
            }
            VectorSearch search = VectorSearch.local(parallel);
            int all = rows(documents, d);
            for (int from = 0; from < all; from += CHUNK) {
                search.search(queries, read(documents, from, Math.min(CHUNK, all - from), d), true, from, best);
            }
            int[][] ranked = new int[best.length][];
            float[][] scores = new float[best.length][];
            parallel.forBlocks(best.length, 16, (begin, end) -> {
                for (int i = begin; i < end; i++) {
                    ranked[i] = best[i].sortedIndices();
                    scores[i] = best[i].sortedScores();
                }
            });
            double seconds = (System.nanoTime() - start) / 1e9;
            double used = (process.getProcessCpuTime() - processor) / 1e9;
            write(Path.of(args[5]), ranked, scores);
            System.out.printf(
                    Locale.ROOT,
                    "{\"seconds\": [%.3f], \"processor\": %.3f, \"heap\": %d, \"versions\": \"Java %s\"}%n",
                    seconds,
                    used,
                    Runtime.getRuntime().maxMemory() >> 20,
                    Runtime.version());
        }
    }

    private static int rows(FileChannel file, int d) throws IOException {
        return Math.toIntExact(file.size() / (4L * d));
    }

    private static FloatMatrix read(FileChannel file, int from, int count, int d) throws IOException {
        float[] values = new float[count * d];
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 22).order(ByteOrder.LITTLE_ENDIAN);
        long at = 4L * from * d;
        for (int done = 0; done < values.length; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), 4L * (values.length - done)));
            while (buffer.hasRemaining()) {
                if (file.read(buffer, at + buffer.position()) < 0) {
                    throw new EOFException();
                }
            }
            at += buffer.flip().limit();
            int floats = buffer.limit() / 4;
            buffer.asFloatBuffer().get(values, done, floats);
            done += floats;
        }
        return FloatMatrix.of(count, d, values);
    }

    /** Each query's indices, then each query's scores. */
    private static void write(Path file, int[][] indices, float[][] scores) throws IOException {
        int kept = indices[0].length;
        ByteBuffer bytes = ByteBuffer.allocate(8 * kept * indices.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int[] row : indices) {
            bytes.asIntBuffer().put(row);
            bytes.position(bytes.position() + 4 * kept);
        }
        for (float[] row : scores) {
            bytes.asFloatBuffer().put(row);
            bytes.position(bytes.position() + 4 * kept);
        }
        Files.write(file, bytes.array());
    }
}
