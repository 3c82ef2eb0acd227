package dev.plumbline.models.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.torch.Libtorch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What tests of networks share. */
public final class Networks {

    private Networks() {}

    /** Fetched into the local Maven repository by the build, as a user's would be on first use. */
    public static Libtorch libtorch() {
        return Libtorch.start(() -> ArtifactFetch.ofUser(false, System.err::println));
    }

    /** Folder of a golden network, made by {@code test/oracle/make_networks.py}. */
    public static Path golden(String name) {
        try {
            return Path.of(Networks.class
                            .getResource("/golden/networks/" + name + "/config.json")
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Token ids and token vectors that a golden network is expected to give. */
    public record Expected(List<List<Integer>> ids, List<List<Float>> vectors) {

        /** Those of a golden network. */
        public static Expected of(String name) {
            try {
                JsonNode root = new ObjectMapper()
                        .readTree(golden(name).resolve("expected.json").toFile());
                List<List<Integer>> ids = new ArrayList<>();
                root.get("ids").forEach(text -> ids.add(ints(text)));
                List<List<Float>> vectors = new ArrayList<>();
                root.get("vectors").forEach(text -> {
                    List<Float> values = new ArrayList<>();
                    text.forEach(value -> values.add(value.floatValue()));
                    vectors.add(values);
                });
                return new Expected(ids, vectors);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<Integer> ints(JsonNode array) {
            List<Integer> values = new ArrayList<>();
            array.forEach(value -> values.add(value.intValue()));
            return values;
        }

        /** Token ids of each text. */
        public int[][] tokens() {
            return ids.stream()
                    .map(text -> text.stream().mapToInt(Integer::intValue).toArray())
                    .toArray(int[][]::new);
        }

        /** Vectors of a text's tokens, row-major. */
        public float[] text(int number) {
            List<Float> values = vectors.get(number);
            float[] array = new float[values.size()];
            for (int i = 0; i < array.length; i++) {
                array[i] = values.get(i);
            }
            return array;
        }
    }

    /** Token vectors of each text, computed one text at a time. */
    public static float[][] alone(TokenNetwork network, int[][] texts) {
        TokenNetwork.Pass pass = network.pass();
        return Arrays.stream(texts)
                .map(text -> {
                    pass.run(new int[][] {text});
                    return Arrays.copyOf(pass.tokenVectors(0, text.length, text.length), text.length * network.width());
                })
                .toArray(float[][]::new);
    }

    /** Token vectors of each text, computed in one padded batch. */
    public static float[][] together(TokenNetwork network, int[][] texts) {
        int[] order = IntStream.range(0, texts.length)
                .boxed()
                .sorted(Comparator.comparing(i -> -texts[i].length))
                .mapToInt(Integer::intValue)
                .toArray();
        int[][] batch = Arrays.stream(order).mapToObj(i -> texts[i]).toArray(int[][]::new);
        TokenNetwork.Pass pass = network.pass();
        pass.run(batch);
        float[][] vectors = new float[texts.length][];
        for (int place = 0; place < order.length; place++) {
            int count = batch[place].length;
            vectors[order[place]] =
                    Arrays.copyOf(pass.tokenVectors(place, batch[0].length, count), count * network.width());
        }
        return vectors;
    }
}
