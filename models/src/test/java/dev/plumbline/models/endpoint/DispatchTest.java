package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DispatchTest {

    @TempDir
    Path folder;

    private final CountDownLatch underWay = new CountDownLatch(2);

    /** A channel that an interrupted thread writes to is closed, and with it the file of all vectors after. */
    @Test
    @Timeout(60)
    void whatComesBackAfterAnotherRequestFailedIsWritten() throws IOException {
        try (FileChannel file =
                FileChannel.open(folder.resolve("vectors"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> new Dispatch(3, 1, Timekeeper.MACHINE)
                            .run(List.of("fails", "late", "later"), this::answer, (first, vectors) -> {
                                try {
                                    file.write(ByteBuffer.allocate(1), first);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            }))
                    .hasMessage("fails");
            assertThat(file.isOpen()).isTrue();
            assertThat(file.size()).isEqualTo(3);
        }
    }

    /** One request fails; the others are answered once its failure has been heard of. */
    private FloatMatrix answer(List<String> texts) {
        if (texts.contains("fails")) {
            await();
            throw new IllegalStateException("fails");
        }
        underWay.countDown();
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
        return FloatMatrix.zeros(texts.size(), 1);
    }

    private void await() {
        try {
            underWay.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
