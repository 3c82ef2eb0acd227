package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.models.transformer.Dropout;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Estimates of memory against what was measured: on an H200 by torch, and of a process of our own on the CPU. */
final class StageMemoryTest extends TrainingCase {

    private static final double MEBIBYTE = 1 << 20;
    private static final double TOLERANCE = 0.15;

    /** Qwen2-0.5B as it was measured. */
    @BeforeEach
    void network() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode config = (ObjectNode) json.readTree(
                ReferenceModels.own("qwen2-tiny").resolve("config.json").toFile());
        config.put("vocab_size", 151_936);
        config.put("hidden_size", 896);
        config.put("intermediate_size", 4864);
        config.put("num_hidden_layers", 24);
        config.put("num_attention_heads", 14);
        config.put("num_key_value_heads", 2);
        config.put("max_position_embeddings", 32_768);
        config.remove("layer_types");
        Files.writeString(folder.resolve("config.json"), config.toString());
    }

    private OptimisedStage tuned(String... more) throws IOException {
        return (OptimisedStage) settings("qwen2-tiny", "", stage("a", "finetune", more))
                .stages()
                .get(0);
    }

    private StageMemory memory(OptimisedStage stage, TrainingDevice device) {
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        return new StageMemory(stage, config, TrainedParameters.of(stage, folder, config), device, Dropout.NONE);
    }

    private static int[] texts(int count, int tokens) {
        int[] texts = new int[count];
        Arrays.fill(texts, tokens);
        return texts;
    }

    private static TrainingDevice gpu(double bytes) {
        return new TrainingDevice(true, false, OptionalLong.of((long) bytes), 1);
    }

    /**
     * The peaks of transformers 5 under bf16 autocast, allocated and reserved, of {@code docs/gpu.md}'s measurements. Unlike
     * ours it has no gradients yet at its peak, two gigabytes less, and repeats keys.
     */
    @Test
    void peaksAreThoseMeasuredOnAnH200() throws IOException {
        PeakMemory small = memory(tuned("precision: bf16"), gpu(141e9))
                .of(new BatchLengths(List.of(texts(32, 256), texts(32, 256))));
        assertThat((small.total() - small.process()) / MEBIBYTE).isCloseTo(31_645, within(TOLERANCE * 31_645));
        assertThat(small.total() / MEBIBYTE).isCloseTo(33_570, within(TOLERANCE * 33_570));

        PeakMemory large = memory(
                        tuned(
                                "precision: bf16",
                                "matryoshka_dims: [896, 448, 224, 112, 64]",
                                "matryoshka_weights: [1, 0.3, 0.2, 0.1, 0.1]"),
                        gpu(141e9))
                .of(new BatchLengths(List.of(texts(64, 512), texts(64, 512))));
        assertThat((large.total() - large.process()) / MEBIBYTE).isCloseTo(107_309, within(TOLERANCE * 107_309));
        assertThat(large.total() / MEBIBYTE).isCloseTo(109_182, within(TOLERANCE * 109_182));
        // what each further token takes, to which all that is the same does not count
        assertThat((large.pass() - small.pass()) / (65_536 - 16_384))
                .isCloseTo((107_309 - 31_645) * MEBIBYTE / (65_536 - 16_384), within(0.03 * 1.6e6));

        // three padded passes of 48, 48 and 336 texts, the last of which is computed again layer by layer
        PeakMemory again = memory(tuned("precision: bf16", "recompute: true"), gpu(141e9))
                .of(new BatchLengths(List.of(texts(48, 512), texts(48, 512), texts(336, 512))));
        assertThat(again.total() / MEBIBYTE).isCloseTo(45_000, within(TOLERANCE * 45_000));
    }

    @Test
    void theKalmRecipeFitsEightyGigabytes() throws IOException {
        Path file = Path.of(System.getProperty("plumbline.root"), "examples", "kalm-v2.yaml");
        String recipe = Files.readString(file);
        // data that match what it names
        for (MatchResult path : Pattern.compile("path: (kalm-data/[^,\\s]+)")
                .matcher(recipe)
                .results()
                .toList()) {
            Path rows = folder.resolve(path.group(1).replace("*", ""));
            Files.createDirectories(rows.getParent());
            Files.writeString(rows, "");
        }
        TrainingSettings settings = TrainingSettings.read(Files.writeString(folder.resolve("kalm.yaml"), recipe));
        for (String name : List.of("pretrain", "finetune", "distill")) {
            OptimisedStage stage = settings.stages().stream()
                    .filter(each -> each.name().equals(name))
                    .map(OptimisedStage.class::cast)
                    .findFirst()
                    .orElseThrow();
            int queries = stage.data().sampling().batchSize();
            BatchLengths batch = new BatchLengths(List.of(
                    texts(queries, 512),
                    texts(queries, 512),
                    name.equals("pretrain") ? new int[0] : texts(7 * queries, 512)));
            StageMemory memory = memory(stage, gpu(80e9));
            assertThat(memory.isBeyond(memory.of(batch))).as(name).isFalse();
        }
    }

    @Test
    void theChunkThatFitsIsNamed() throws IOException {
        BatchLengths batch = new BatchLengths(List.of(texts(2048, 512), texts(2048, 512)));
        OptimisedStage stage = tuned("precision: bf16", "chunk: 128");
        StageMemory memory = memory(stage, gpu(80e9));
        assertThat(memory.isBeyond(memory.of(batch))).isTrue();
        assertThat(memory.fitting(batch)).isEqualTo(OptionalInt.of(64));
        assertThat(memory(stage, gpu(24e9)).fitting(batch)).isEqualTo(OptionalInt.of(8));
        assertThat(memory(stage, gpu(8e9)).fitting(batch)).isEmpty();
        assertThat(memory(stage, TrainingDevice.SOME_GPU).isBeyond(memory.of(batch)))
                .isFalse();
    }

    @Test
    void replicasShareAPassAndTheFirstHasTheMoments() throws IOException {
        OptimisedStage stage = tuned("precision: bf16");
        BatchLengths batch = new BatchLengths(List.of(texts(64, 256), texts(64, 256)));
        PeakMemory one = memory(stage, TrainingDevice.SOME_GPU).of(batch);
        PeakMemory first = memory(stage, TrainingDevice.SOME_GPU.times(2)).of(batch);
        assertThat(first.pass()).isCloseTo(one.pass() / 2, within(1.0));
        assertThat(first.weights()).isEqualTo(one.weights());
        assertThat(first.moments()).isEqualTo(one.moments());
        assertThat(first.vectors()).isEqualTo(one.vectors());
        // a pass of chunk texts on each device
        OptimisedStage chunked = tuned("precision: bf16", "chunk: 16");
        assertThat(memory(chunked, TrainingDevice.SOME_GPU.times(2)).of(batch).pass())
                .isEqualTo(memory(chunked, TrainingDevice.SOME_GPU).of(batch).pass());

        PeakMemory alone = memory(stage, TrainingDevice.CPU).of(batch);
        PeakMemory together = memory(stage, TrainingDevice.CPU.times(2)).of(batch);
        assertThat(together.pass()).isEqualTo(alone.pass());
        assertThat(together.weights()).isEqualTo(2 * alone.weights());
        assertThat(together.gradients()).isEqualTo(2 * alone.gradients());
        assertThat(together.copies()).isEqualTo(2 * alone.copies());
        assertThat(together.moments()).isEqualTo(alone.moments());
    }

    /** Of a process that trains a small network for two steps, the growth; every block of memory is mapped and unmapped. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessGrowsByWhatWasPlanned() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dplumbline.root=" + System.getProperty("plumbline.root"),
                "-cp",
                System.getProperty("java.class.path"),
                MemoryProbe.class.getName(),
                ReferenceModels.own("qwen2-tiny").toString(),
                folder.resolve("probe").toString(),
                "3",
                "256",
                "1024",
                "12",
                "40");
        builder.environment().remove("MALLOC_TOP_PAD_");
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "131072");
        builder.environment().put("MALLOC_MMAP_MAX_", "10000000");
        builder.environment().put("MALLOC_TRIM_THRESHOLD_", "131072");
        builder.redirectErrorStream(true);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        String figures = said.lines()
                .filter(line -> line.matches("\\d+ \\d+"))
                .findFirst()
                .orElseThrow();
        double grown = Double.parseDouble(figures.split(" ", -1)[0]);
        double planned = Double.parseDouble(figures.split(" ", -1)[1]);
        assertThat(grown).isGreaterThan(2e8);
        assertThat(planned).as(said).isCloseTo(grown, within(TOLERANCE * grown));
    }
}
