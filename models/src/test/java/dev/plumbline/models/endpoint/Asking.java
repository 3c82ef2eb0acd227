package dev.plumbline.models.endpoint;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.prompt.Prompts;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Opens endpoints in a test, with pauses too short to notice, and hears what they say. */
final class Asking implements EncodeProgress {

    final List<String> notes = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();

    @Override
    public void encoded(long texts, long tokens) {}

    @Override
    public void note(String message) {
        notes.add(message);
    }

    @Override
    public void warning(String message) {
        warnings.add(message);
    }

    static EndpointSettings openAi() {
        return quick().withApi(Api.OPENAI).withModel("some-model");
    }

    static EndpointSettings tei() {
        return quick().withApi(Api.TEI);
    }

    private static EndpointSettings quick() {
        return EndpointSettings.defaults()
                .withFirstPause(Duration.ofMillis(1))
                .withBatchTexts(4)
                .withConcurrency(2)
                .withEnvironment(Map.of());
    }

    EndpointEncoder open(String address, EndpointSettings settings) {
        return EndpointEncoder.open(address, settings, Prompts.none(), UnaryOperator.identity(), false, this);
    }

    EndpointEncoder open(StubServer server, EndpointSettings settings) {
        return open(server.address() + "/v1", settings);
    }

    /** Opens, encodes and closes. */
    FloatMatrix encode(StubServer server, EndpointSettings settings, List<String> texts) {
        try (EndpointEncoder encoder = open(server, settings)) {
            return encoder.encode(TestTasks.request(texts, Role.NONE));
        }
    }

    static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "text number " + i).toList();
    }

    static PlumblineException failure(ThrowingCallable action) {
        return Assertions.catchThrowableOfType(PlumblineException.class, action);
    }
}
