package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map that names rooms which are gone is worse than none. */
class DocumentationTest {

    private static final Pattern CODE = Pattern.compile("`([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+/?)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([A-Za-z0-9_./-]+)\\)");

    private final Path root = Path.of(System.getProperty("plumbline.root"));

    /** Every script that makes golden values has a row, and every row a script and readers that are there. */
    @Test
    void everyScriptOfTheOracleIsInItsTable() throws IOException {
        Path oracle = root.resolve("test/oracle");
        Set<String> scripts = new TreeSet<>();
        try (Stream<Path> files = Files.list(oracle)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".py"))
                    .forEach(scripts::add);
        }
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> files =
                Files.find(root, 14, (file, facts) -> file.toString().endsWith("Test.java"))) {
            files.forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
        }
        Set<String> rows = new TreeSet<>();
        for (String line : Files.readAllLines(oracle.resolve("README.md"))) {
            if (line.startsWith("| `")) {
                String[] cells = line.split(" *\\| *", -1);
                rows.add(cells[1].replace("`", ""));
                Matcher reader = Pattern.compile("`(\\w+Test|\\w+\\.py)`").matcher(cells[3]);
                while (reader.find()) {
                    assertThat(reader.group(1)).as(line).isIn(reader.group(1).endsWith(".py") ? scripts : tests);
                }
            }
        }
        assertThat(rows).isEqualTo(scripts);
    }

    /** The list of ARCHITECTURE.md is exact both ways: a package that is new has a line, and one that is gone has none. */
    @Test
    void everyPackageIsOnTheMapAndNoOther() throws IOException {
        String map = Files.readString(root.resolve("ARCHITECTURE.md"));
        map = map.substring(map.indexOf("\n## Every package\n"));
        List<String> listed = new ArrayList<>();
        Matcher line = Pattern.compile("(?m)^\\* (?:`([a-z0-9.]+)`|the root package, `(dev.plumbline)`): \\S")
                .matcher(map);
        while (line.find()) {
            listed.add(line.group(1) == null ? line.group(2) : "dev.plumbline." + line.group(1));
        }
        assertThat(listed)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(packages().keySet());
    }

    /** Each package says what belongs there, and none is a description of nothing. */
    @Test
    void everyPackageWithClassesSaysWhatItIs() throws IOException {
        packages().forEach((name, files) -> assertThat(files).as(name).contains("package-info.java"));
        packages().forEach((name, files) -> assertThat(files).as(name).hasSizeGreaterThan(1));
    }

    /** JMH fills the fields of its states itself, in classes of its own making. */
    @Test
    void everyPackageSaysWhatMayBeNull() throws IOException {
        Set<String> unmarked = new TreeSet<>();
        for (String room : packages().keySet()) {
            if (!Files.readString(packageInfo(room)).contains("\n@NullMarked\npackage ")) {
                unmarked.add(room);
            }
        }
        assertThat(unmarked).containsExactly("dev.plumbline.benchmarks");
    }

    private Path packageInfo(String room) throws IOException {
        String path = "src/main/java/" + room.replace('.', '/') + "/package-info.java";
        try (Stream<Path> files =
                Files.find(root, 14, (file, facts) -> file.toString().endsWith(path))) {
            return files.findFirst().orElseThrow();
        }
    }

    /** Comments say {@code tasks.data} for a room; one that has moved is named so no longer. */
    @Test
    void roomsNamedInCommentsAreThere() throws IOException {
        Set<String> rooms = packages().keySet();
        Pattern named = Pattern.compile("\\{@code ((?:tasks|models|trainer|reports|harness)(?:\\.[a-z]+)+)[ }]");
        Set<String> gone = new TreeSet<>();
        int found = 0;
        try (Stream<Path> files =
                Files.find(root, 14, (file, facts) -> file.toString().endsWith(".java"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher name = named.matcher(Files.readString(file));
                while (name.find()) {
                    found++;
                    if (!rooms.contains("dev.plumbline." + name.group(1))) {
                        gone.add(name.group(1) + " in " + root.relativize(file));
                    }
                }
            }
        }
        assertThat(found).isGreaterThan(8);
        assertThat(gone).isEmpty();
    }

    private Map<String, Set<String>> packages() throws IOException {
        Path sources = Path.of("src", "main", "java");
        Map<String, Set<String>> packages = new TreeMap<>();
        try (Stream<Path> files =
                Files.find(root, 14, (file, facts) -> file.toString().endsWith(".java"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String within = root.relativize(file).toString().replace('\\', '/');
                String marker = sources.toString().replace('\\', '/') + "/";
                int start = within.indexOf(marker);
                // examples are projects of their own
                if (start >= 0 && !within.contains("target/") && !within.startsWith("examples/")) {
                    String folder = within.substring(start + marker.length(), within.lastIndexOf('/'));
                    packages.computeIfAbsent(folder.replace('/', '.'), key -> new TreeSet<>())
                            .add(file.getFileName().toString());
                }
            }
        }
        return packages;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "ARCHITECTURE.md",
                "CONTRIBUTING.md",
                "docs/api.md",
                "docs/training.md",
                "docs/compatibility.md"
            })
    void namedFilesExist(String document) throws IOException {
        String text = Files.readString(root.resolve(document));
        List<String> named = new ArrayList<>();
        for (Pattern pattern : List.of(CODE, LINK)) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                named.add(matcher.group(1));
            }
        }
        // Paths of the checkout only: examples such as results/... and org/name are not files here,
        // nor is what lies beside it.
        named.removeIf(path -> path.startsWith("../"));
        named.removeIf(path -> path.contains("/") && !Files.isDirectory(root.resolve(path.split("/", 2)[0])));
        assertThat(named)
                .isNotEmpty()
                .allSatisfy(path -> assertThat(root.resolve(path)).exists());
    }
}
