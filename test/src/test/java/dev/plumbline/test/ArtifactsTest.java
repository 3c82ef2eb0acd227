package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.harness.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What of a release can be seen without making one; test/release.sh makes one. */
class ArtifactsTest {

    private static final Set<String> NOT_RELEASED = Set.of("plumbline-test", "plumbline-bom");

    private final Path root = Path.of(System.getProperty("plumbline.root"));

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static Set<String> all(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private String version() throws IOException {
        return first("<version>([^<]+)</version>", Files.readString(root.resolve("pom.xml")));
    }

    private List<Path> modules() throws IOException {
        List<Path> poms = new ArrayList<>();
        String pom = Files.readString(root.resolve("pom.xml"));
        for (String module : all("<module>([^<]+)</module>", pom.substring(0, pom.indexOf("</modules>")))) {
            poms.add(root.resolve(module).resolve("pom.xml"));
        }
        assertThat(poms).hasSizeGreaterThan(12);
        return poms;
    }

    @Test
    void theBomNamesEveryModuleInItsVersion() throws IOException {
        Set<String> artifacts = new TreeSet<>();
        for (Path pom : modules()) {
            String text = Files.readString(pom);
            assertThat(all("<version>([0-9.]+(?:-SNAPSHOT))</version>", text))
                    .as(pom.toString())
                    .containsExactly(version());
            String own = text.substring(Math.max(0, text.indexOf("</parent>")));
            artifacts.add(first("<artifactId>([^<]+)</artifactId>", own));
        }
        artifacts.removeAll(NOT_RELEASED);
        String bom = Files.readString(root.resolve("harness/bom/pom.xml"));
        assertThat(all("<artifactId>(plumbline-(?!bom)[^<]+)</artifactId>", bom))
                .isEqualTo(artifacts);
    }

    /** Licence, address, source and makers, as a repository of released artifacts asks for them. */
    @Test
    void theFactsAreThere() throws IOException {
        for (String pom : List.of("pom.xml", "harness/bom/pom.xml")) {
            String text = Files.readString(root.resolve(pom));
            for (String fact : List.of("name", "description", "url", "licenses", "developers", "scm")) {
                assertThat(text).as(pom).containsPattern("\n  <" + fact + "[ >]");
            }
        }
    }

    /** Examples and JBang's catalog name the release that the sources lead to. */
    @Test
    void whatIsOutsideTheBuildNamesOneRelease() throws IOException {
        String release = version().replace("-SNAPSHOT", "");
        try (Stream<Path> poms = Files.find(root.resolve("examples"), 3, (file, facts) -> file.endsWith("pom.xml"))) {
            assertThat(poms)
                    .hasSize(3)
                    .allSatisfy(pom -> assertThat(Files.readString(pom))
                            .contains("<plumbline.version>" + release + "</plumbline.version>")
                            .doesNotContain("SNAPSHOT"));
        }
        JsonNode entry = new ObjectMapper()
                .readTree(root.resolve("jbang-catalog.json").toFile())
                .at("/aliases/plumbline");
        assertThat(entry.path("script-ref").asText()).isEqualTo("dev.plumbline:plumbline-harness:" + release);
        assertThat(entry.path("main").asText()).isEqualTo(Main.class.getName());
        assertThat(Files.readString(root.resolve("docs/jvm.md"))).contains("<version>" + release + "</version>");
    }

    /** One example, two builds of it. */
    @Test
    void gradleBuildsTheExampleThatMavenBuilds() throws IOException {
        Path example = root.resolve("examples/langchain4j");
        String gradle = Files.readString(example.resolve("build.gradle"))
                .replace(
                        "$langchain4j",
                        first("def langchain4j = '([^']+)'", Files.readString(example.resolve("build.gradle"))));
        String maven = Files.readString(example.resolve("pom.xml"));
        for (String property : List.of("plumbline.version", "langchain4j.version")) {
            maven = maven.replace("${" + property + "}", first("<" + property + ">([^<]+)</" + property + ">", maven));
        }
        assertThat(first("\\?: '([^']+)'", gradle)).isEqualTo(first("<plumbline.version>([^<]+)<", maven));
        Set<String> wanted = new TreeSet<>();
        Matcher dependency = Pattern.compile(
                        "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>"
                                + "(?:\\s*<version>([^<]+)</version>)?\\s*(<type>pom)?")
                .matcher(maven);
        while (dependency.find()) {
            if (dependency.group(4) == null) {
                wanted.add(dependency.group(1) + ":" + dependency.group(2) + ":"
                        + (dependency.group(3) == null ? "$plumbline" : dependency.group(3)));
            }
        }
        assertThat(wanted).hasSize(5);
        assertThat(all("mplementation ['\"]([^'\"]+)['\"]", gradle)).isEqualTo(wanted);
    }

    @Test
    void scriptsAreScripts() throws IOException, InterruptedException {
        for (String script : List.of(
                "harness/distribution/src/main/bin/plumbline", "test/release.sh", "test/submit.sh", "plumbline")) {
            Path file = root.resolve(script);
            assertThat(file).isExecutable();
            String shell = Files.readAllLines(file).get(0).contains("bash") ? "bash" : "sh";
            Process check = new ProcessBuilder(shell, "-n", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(check.waitFor()).as(said).isZero();
        }
    }

    /** Nobody runs the one for Windows here; it must at least do what the other does. */
    @Test
    void bothLaunchersStartJavaAlike() throws IOException {
        Path bin = root.resolve("harness/distribution/src/main/bin");
        String shell = Files.readString(bin.resolve("plumbline"));
        String windows = Files.readString(bin.resolve("plumbline.cmd"));
        String starts = " (-X[a-zA-Z:+]+[a-z:A-Z]*|-XX:TieredStopAtLevel|-D[a-z.]+)";
        assertThat(all(starts, windows.replace('"', ' ').substring(windows.indexOf("chcp 65001"))))
                .containsAll(all(starts, shell.replace('"', ' ').substring(shell.indexOf("exec "))));
        for (String text : List.of(
                "dev.plumbline.harness.cli.Main --debug tasks --json",
                "Java 17 or later is needed",
                "PLUMBLINE_JAVA_OPTS",
                "PLUMBLINE_CACHE",
                "TieredStopAtLevel",
                "java.specification.version")) {
            assertThat(shell.replaceAll("\\\\\\s+", "")).as(text).contains(text);
            assertThat(windows).as(text).contains(text);
        }
        String early = first("\n    ([a-z |]+) \\| -\\*", shell);
        assertThat(windows).contains("(" + early.replace(" | ", " ") + ")");
        // an archive that cannot be made is not tried at every start, and one of another Java or jar is made anew
        assertThat(windows)
                .contains("set /p \"=%PLUMBLINE_KEY%\"", "%LOCALAPPDATA%")
                .doesNotContainPattern("(?m)^:|goto|call :");
    }
}
