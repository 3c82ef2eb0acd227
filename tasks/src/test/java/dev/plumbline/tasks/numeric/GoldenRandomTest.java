package dev.plumbline.tasks.numeric;

import static dev.plumbline.tasks.numeric.Vectors.doubles;
import static dev.plumbline.tasks.numeric.Vectors.ints;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every draw recorded in rng.json, from fresh generators and in mixed sequences on one. */
class GoldenRandomTest {

    private static JsonNode section(Vectors vectors, String name) throws IOException {
        return vectors.read("rng").get(name);
    }

    private static void checkInts(JsonNode section, String key, int[] actual) {
        assertThat(actual).as(key).containsExactly(ints(section.required(key)));
    }

    private static double[] draws(DoubleSupplier source, int n) {
        double[] x = new double[n];
        Arrays.setAll(x, i -> source.getAsDouble());
        return x;
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void randomState(Vectors vectors) throws IOException {
        JsonNode g = section(vectors, "RandomState(42)");
        assertThat(draws(new NumpyRandomState(42)::nextDouble, 8)).containsExactly(doubles(g.get("random_sample(8)")));
        assertThat(draws(new NumpyRandomState(42)::nextDouble, 5)).containsExactly(doubles(g.get("uniform(size=5)")));
        checkInts(g, "randint(0,1000,20)", new NumpyRandomState(42).integers(0, 1000, 20));
        checkInts(g, "randint(0,7,20)", new NumpyRandomState(42).integers(0, 7, 20));
        checkInts(g, "permutation(20)", new NumpyRandomState(42).permutation(20));
        checkInts(g, "choice(100,replace=False,size=10)", new NumpyRandomState(42).choiceWithoutReplacement(100, 10));
        assertThat(new NumpyRandomState(42).interval(999))
                .isEqualTo(g.get("choice(1000)").intValue());
        int[] thirty = Draws.range(30);
        new NumpyRandomState(42).shuffle(thirty);
        checkInts(g, "shuffle(list(range(30)))", thirty);
        int[] bits = new int[6];
        NumpyRandomState raw = new NumpyRandomState(42);
        for (int i = 0; i < 6; i++) {
            bits[i] = raw.nextInt();
            assertThat(bits[i] & 0xffffffffL)
                    .isEqualTo(g.get("raw uint32, first 6").get(i).longValue());
        }
        checkInts(
                g,
                "choice(333,20,replace=True,p=float32 1/333)",
                new NumpyRandomState(42).choice(MiniBatchKMeans.equalWeights(333), 20));
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void randomStateShufflesACarriedListOn(Vectors vectors) throws IOException {
        JsonNode rounds = section(vectors, "RandomState(42)")
                .get("carried shuffle: same list, a fresh RandomState(42) each time, range(12), 3 times");
        int[] carried = Draws.range(12);
        for (JsonNode round : rounds) {
            new NumpyRandomState(42).shuffle(carried);
            assertThat(carried).containsExactly(ints(round));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void randomStateMixed(Vectors vectors) throws IOException {
        JsonNode g = section(vectors, "RandomState(42)").get("mixed");
        NumpyRandomState random = new NumpyRandomState(42);
        checkInts(g, "randint(0,50,5)", random.integers(0, 50, 5));
        double[] cdf = new double[50];
        double sum = 0;
        for (int i = 0; i < 50; i++) {
            sum += 1.0 / 50;
            cdf[i] = sum;
        }
        for (int i = 0; i < 50; i++) {
            cdf[i] /= sum;
        }
        assertThat(random.choice(cdf)).isEqualTo(g.get("then choice(50,p=1/50)").intValue());
        assertThat(draws(random::nextDouble, 3)).containsExactly(doubles(g.get("then uniform(size=3)")));
        checkInts(g, "then choice(50,replace=False,size=4)", random.choiceWithoutReplacement(50, 4));
        assertThat(draws(random::nextDouble, 2)).containsExactly(doubles(g.get("then random_sample(2)")));
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void generator(Vectors vectors) throws IOException {
        JsonNode g = section(vectors, "default_rng(42)");
        assertThat(draws(new NumpyGenerator(42)::nextDouble, 8)).containsExactly(doubles(g.get("random(8)")));
        checkInts(g, "permutation(20)", new NumpyGenerator(42).permutation(20));
        checkInts(g, "permutation(1000) first 20", Arrays.copyOf(new NumpyGenerator(42).permutation(1000), 20));
        checkInts(g, "integers(0,1000,20)", new NumpyGenerator(42).integers(0, 1000, 20));
        checkInts(g, "choice(arange(17),size=5,replace=False)", new NumpyGenerator(42).choiceWithoutReplacement(17, 5));
        checkInts(g, "choice(arange(9),size=9,replace=False)", new NumpyGenerator(42).choiceWithoutReplacement(9, 9));
        NumpyGenerator raw = new NumpyGenerator(42);
        for (JsonNode word : g.get("raw uint64, first 4")) {
            assertThat(Long.toUnsignedString(raw.nextLong())).isEqualTo(word.textValue());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void generatorMixed(Vectors vectors) throws IOException {
        JsonNode g = section(vectors, "default_rng(42)").get("mixed");
        NumpyGenerator random = new NumpyGenerator(42);
        checkInts(g, "permutation(7)", random.permutation(7));
        checkInts(g, "then permutation(10)", random.permutation(10));
        checkInts(g, "then choice(arange(5),size=2,replace=False)", random.choiceWithoutReplacement(5, 2));
        checkInts(g, "then permutation(6)", random.permutation(6));
        assertThat(random.nextDouble()).isEqualTo(g.get("then random()").doubleValue());
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void python(Vectors vectors) throws IOException {
        JsonNode g = section(vectors, "random.Random(42)");
        assertThat(draws(new PythonRandom(42)::nextDouble, 8)).containsExactly(doubles(g.get("random() x8")));
        checkInts(g, "sample(range(1000),10)", new PythonRandom(42).sample(1000, 10));
        checkInts(g, "sample(range(60),40)", new PythonRandom(42).sample(60, 40));
        checkInts(g, "sample(range(20),k=5)", new PythonRandom(42).sample(20, 5));
        checkInts(g, "sample(range(2048),k=81) first 20", Arrays.copyOf(new PythonRandom(42).sample(2048, 81), 20));
        checkInts(g, "choices(range(50),k=10)", new PythonRandom(42).choices(50, 10));
        int[] thirty = Draws.range(30);
        new PythonRandom(42).shuffle(thirty);
        checkInts(g, "shuffle(list(range(30)))", thirty);
        PythonRandom raw = new PythonRandom(42);
        for (JsonNode word : g.get("getrandbits(32) x4")) {
            assertThat(raw.nextInt() & 0xffffffffL).isEqualTo(word.longValue());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void pythonMixed(Vectors vectors) throws IOException {
        JsonNode g = section(vectors, "random.Random(42)").get("mixed");
        PythonRandom random = new PythonRandom(42);
        checkInts(g, "sample(range(600),k=24)", random.sample(600, 24));
        checkInts(g, "then choices(range(24),k=30)", random.choices(24, 30));
        assertThat(random.nextDouble()).isEqualTo(g.get("then random()").doubleValue());
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void stratifiedSubsample(Vectors vectors) throws IOException {
        JsonNode cases = section(vectors, "datasets").get("train_test_split(test_size,seed=42,stratify)");
        assertThat(cases).isNotEmpty();
        for (JsonNode split : cases) {
            Map<String, Integer> classes = new TreeMap<>();
            for (JsonNode label : split.get("labels")) {
                classes.put(label.asText(), 0);
            }
            int next = 0;
            for (Map.Entry<String, Integer> entry : classes.entrySet()) {
                entry.setValue(next++);
            }
            int[] labels = new int[split.get("labels").size()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = classes.get(split.get("labels").get(i).asText());
            }
            int[] rows = StratifiedSubsample.testIndices(
                    labels, classes.size(), split.get("n_test").intValue(), 42);
            checkInts(split, "test_rows", rows);
        }
    }
}
