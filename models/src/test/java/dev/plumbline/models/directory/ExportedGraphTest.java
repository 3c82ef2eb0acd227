package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.export.OnnxExport;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that has its weights and a graph made from them. */
final class ExportedGraphTest {

    private static final List<String> TEXTS =
            List.of("river stone market", "", "河流石头市场发动机", "weather report ".repeat(60));
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    private Path temporary;

    private Path model;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void write() {
        Path reference = ReferenceModels.own("qwen2-tiny");
        model = temporary.resolve("model");
        ModelDirectoryWriter.write(
                model,
                DirectoryContent.of(reference),
                place -> Files.copy(reference.resolve(Checkpoint.SINGLE), place.resolve(Checkpoint.SINGLE)));
    }

    @Test
    void theGraphIsTakenAndGivesTheSameVectors() {
        export(Attention.BIDIRECTIONAL);
        float[] graph = encode(model, options());
        assertThat(notes).singleElement().asString().contains("onnx/model.onnx", "which says so");
        notes.clear();
        float[] weights = encode(model, options().withWeights(WeightsForm.NATIVE));
        assertThat(notes).hasSize(2).first().asString().contains("memory");
        assertThat(notes).last().asString().contains("model.safetensors");
        assertThat(graph).containsExactly(weights, within(TOLERANCE));
    }

    @Test
    void theFormThatCanDoWhatIsAskedIsTaken() {
        export(Attention.BIDIRECTIONAL);
        float[] causal = encode(model, options().withAttention(Attention.CAUSAL));
        assertThat(notes).hasSize(2).first().asString().contains("memory");
        assertThat(notes).last().asString().contains("model.safetensors");
        assertThat(causal).isNotEqualTo(encode(model, options()));
        refused(options().withAttention(Attention.CAUSAL).withWeights(WeightsForm.ONNX), PlumblineException.Kind.USAGE)
                .contains("--attention causal", "bidirectional");
    }

    @Test
    void aGraphWithOtherAttentionThanConfiguredIsRefused() {
        export(Attention.CAUSAL);
        refused(options(), PlumblineException.Kind.MODEL)
                .contains(
                        "causal attention built in", "is_causal in config.json says bidirectional", "--weights native");
    }

    @Test
    void aGraphSaysItsAttentionWhereConfigJsonDoesNot() throws IOException {
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replaceFirst(",\\s*\"is_causal\" : false", ""));
        export(Attention.BIDIRECTIONAL);
        Files.delete(model.resolve(Checkpoint.SINGLE));
        encode(model, options().withAttention(Attention.BIDIRECTIONAL));
        refused(options().withAttention(Attention.CAUSAL), PlumblineException.Kind.USAGE)
                .contains("bidirectional");
    }

    @Test
    void aGraphOfOtherWeightsIsRefused() throws IOException {
        export(Attention.BIDIRECTIONAL);
        Path weights = model.resolve(Checkpoint.SINGLE);
        Instant later = Files.getLastModifiedTime(model.resolve("onnx/model.onnx"))
                .toInstant()
                .plusSeconds(10);
        Files.setLastModifiedTime(weights, FileTime.from(later));
        encode(model, options());

        Path trained = ReferenceModels.own("qwen2-tiny-after-6-steps.safetensors");
        Files.copy(trained, weights, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(weights, FileTime.from(later));
        refused(options(), PlumblineException.Kind.MODEL).contains("made from other weights");
        encode(model, options().withWeights(WeightsForm.NATIVE));
    }

    /** In the hub's cache a snapshot's files are links to blobs that lie elsewhere and have other names. */
    @Test
    void weightsInASecondFileAreFoundThroughTheHubsLinks() throws IOException {
        float[] expected = encode(model, options());
        Path graph = model.resolve("onnx/model.onnx");
        OnnxExport.write(model, Attention.BIDIRECTIONAL, graph, 0);
        assertThat(model.resolve("onnx/model.onnx_data")).isRegularFile();
        Files.delete(model.resolve(Checkpoint.SINGLE));
        String revision;
        try (Encoder encoder = Models.openEncoder(model.toString(), options())) {
            revision = encoder.card().revision();
        }

        Path blobs = Files.createDirectories(temporary.resolve("models--org--name/blobs"));
        int blob = 0;
        for (String name : List.of("onnx/model.onnx", "onnx/model.onnx_data", "tokenizer.json")) {
            Path target = blobs.resolve("blob" + blob++);
            Files.move(model.resolve(name), target);
            Path link = model.resolve(name);
            Files.createSymbolicLink(link, link.getParent().relativize(target));
        }
        assertThat(encode(model, options())).containsExactly(expected, within(TOLERANCE));

        try (SeekableByteChannel bytes = Files.newByteChannel(blobs.resolve("blob1"), StandardOpenOption.WRITE)) {
            bytes.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        }
        try (Encoder encoder = Models.openEncoder(model.toString(), options())) {
            assertThat(encoder.card().revision()).isNotEqualTo(revision);
        }
    }

    private void export(Attention attention) {
        OnnxExport.write(model, attention, model.resolve("onnx/model.onnx"));
    }

    private static float[] encode(Path folder, ModelOptions options) {
        try (Encoder encoder = Models.openEncoder(folder.toString(), options)) {
            return encoder.encode(TestTasks.request(TEXTS, Role.NONE)).data();
        }
    }

    private AbstractStringAssert<?> refused(ModelOptions options, PlumblineException.Kind kind) {
        List<PlumblineException> thrown = new ArrayList<>();
        assertThatThrownBy(() -> encode(model, options)).isInstanceOfSatisfying(PlumblineException.class, thrown::add);
        assertThat(thrown.get(0).kind()).isEqualTo(kind);
        return assertThat(thrown.get(0).getMessage());
    }

    private ModelOptions options() {
        return ModelOptions.defaults().withThreads(2).withProgress(new EncodeProgress() {
            @Override
            public void encoded(long texts, long tokens) {}

            @Override
            public void note(String message) {
                notes.add(message);
            }
        });
    }
}
