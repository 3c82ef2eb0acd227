package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.directory.ModelDirectoryWriter;
import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.DenseActivation;
import dev.plumbline.models.text.DropoutLayer;
import dev.plumbline.models.text.LayerNorm;
import dev.plumbline.models.text.Normalize;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Networks with layers after pooling: these are trained, written, blended and gone on with too. */
class HeadTrainingTest extends TrainingCase {

    private static final int WIDTH = 32;

    private static float[] wave(int count, double phase) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (0.3 * Math.sin(1.7 * i + phase));
        }
        return values;
    }

    private String network(String name, int outputs) throws IOException {
        Path source = ReferenceModels.own("bert-tiny");
        Dense dense = new Dense(
                new Dense.Weights(WIDTH, outputs, wave(WIDTH * outputs, 1), Optional.of(wave(outputs, 2))),
                DenseActivation.TANH,
                Dense.Residual.NONE);
        SentenceHead head = new SentenceHead(
                List.of(Pooling.MEAN),
                false,
                List.of(new DropoutLayer(0.1), new LayerNorm(wave(WIDTH, 3), wave(WIDTH, 4)), dense, new Normalize()),
                OptionalInt.empty());
        Path target = folder.resolve(name);
        ModelDirectoryWriter.write(
                target,
                DirectoryContent.of(source).withHead(head),
                place -> Files.copy(source.resolve("model.safetensors"), place.resolve("model.safetensors")));
        return target.toString();
    }

    private Dense dense(String place) {
        return (Dense)
                DirectoryContent.of(folder.resolve(place)).head().layers().get(2);
    }

    private static String dropped(String name) {
        return stage(name, "finetune", "save_steps: 2").replace("    dropout: off\n", "");
    }

    @Test
    void layersMoveAndAreWritten() throws IOException {
        run(settings(network("network", 16), "", dropped("a")), "out");
        DirectoryContent after = DirectoryContent.of(folder.resolve("out/a/final"));
        assertThat(dense("out/a/final").linear().matrix())
                .isNotEqualTo(dense("network").linear().matrix());
        assertThat(dense("out/a/final").linear().bias()).isPresent();
        LayerNorm norm = (LayerNorm) after.head().layers().get(1);
        assertThat(norm.weights()).isNotEqualTo(wave(WIDTH, 3));
        assertThat(after.head().layers().get(0)).isEqualTo(new DropoutLayer(0.1));
        assertThat(after.head().includePrompt()).isFalse();
    }

    @Test
    void aRunThatWasStoppedEndsAsOneThatWasNot() throws IOException {
        TrainingSettings settings = settings(network("network", 16), "", dropped("a"), dropped("b"));
        run(settings, "whole");
        for (long step : new long[] {3, 5}) {
            assertThatThrownBy(() -> run(settings, "parts", CheckpointScorer.NONE, stopAfter(step)))
                    .hasMessage("stopped");
        }
        run(settings, "parts");
        for (String file : List.of("model.safetensors", "4_Dense/model.safetensors", "3_LayerNorm/model.safetensors")) {
            assertThat(folder.resolve("parts/b/final").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole/b/final").resolve(file));
        }
    }

    @Test
    void aHeadAloneCanBeTrained() throws IOException {
        run(settings(network("network", 16), "", stage("a", "finetune", "freeze: [embeddings, encoder]")), "out");
        assertThat(folder.resolve("out/a/final/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("network/model.safetensors"));
        assertThat(dense("out/a/final").linear().matrix())
                .isNotEqualTo(dense("network").linear().matrix());
        assertThatThrownBy(() -> run(
                        settings(
                                folder.resolve("network").toString(),
                                "",
                                stage("a", "finetune", "freeze: [embeddings, encoder, 3_LayerNorm, 4_Dense]")),
                        "frozen"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("every parameter is frozen");
    }

    @Test
    void soupsBlendTheHeadToo() throws IOException {
        String network = network("network", 16);
        run(
                settings(
                        network,
                        "",
                        stage("a", "finetune"),
                        "  - {name: soup, kind: soup, of: [a, " + network + "], weights: [1, 3]}\n"),
                "out");
        float[] a = dense("out/a/final").linear().matrix();
        float[] start = dense("network").linear().matrix();
        float[] soup = dense("out/soup/final").linear().matrix();
        for (int i = 0; i < soup.length; i++) {
            assertThat(soup[i]).isCloseTo((a[i] + 3 * start[i]) / 4, within(1e-6f));
        }
        TrainingSettings other = settings(
                network,
                "",
                stage("a", "finetune"),
                "  - {name: soup, kind: soup, of: [a, " + network("narrow", 8) + "]}\n");
        assertThatThrownBy(() -> run(other, "other"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("not of one network")
                .hasMessageContaining("dense 32 to 8 tanh");
        assertThat(folder.resolve("other/a")).doesNotExist();
    }
}
