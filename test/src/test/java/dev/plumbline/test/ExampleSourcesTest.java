package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The example projects compile against this checkout, so that every build sees a signature change under them. That they build
 * from released artifacts, and pass and fail as they should, is {@code test/release.sh}'s to show.
 */
class ExampleSourcesTest {

    private final Path root = Path.of(System.getProperty("plumbline.root"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"langchain4j", "spring-boot", "training"})
    void compiles(String example) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> files = Files.find(
                root.resolve("examples").resolve(example).resolve("src"),
                20,
                (file, facts) -> file.toString().endsWith(".java"))) {
            files.forEach(sources::add);
        }
        assertThat(sources).isNotEmpty();
        // LangChain4j's and Spring AI's interfaces are the real ones. Spring Boot, whose Spring is not that of the
        // adapters' oldest
        // Spring AI, and a store and a model of LangChain4j's are signatures alone.
        Path others = root.resolve("test/src/test/resources/example-libraries");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-sourcepath",
                others.toString(),
                "-implicit:none",
                "-d",
                folder.toString(),
                "-proc:none",
                "--release",
                "17");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            assertThat(compiler.getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                            .call())
                    .as("%s:%n%s", example, said)
                    .isTrue();
        }
    }
}
