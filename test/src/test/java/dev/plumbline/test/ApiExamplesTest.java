package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the library compiles as it stands, and does what it says. */
class ApiExamplesTest {

    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    private static final String LETTERS = "results/me__letters/1/";

    @TempDir
    Path folder;

    private static List<String> blocks() throws IOException {
        Path page = Path.of(System.getProperty("plumbline.root"), "docs", "api.md");
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(page));
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    @Test
    void theExamplesCompileAndRunOneAfterTheOther() throws IOException, InterruptedException {
        List<String> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(4);
        assertThat(blocks.get(0)).startsWith("import ");
        compile(blocks.get(0)
                + "class Examples {\n    public static void main(String[] arguments) {\n"
                + String.join("\n", blocks.subList(1, blocks.size()))
                + "    }\n}\n");

        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-cp",
                        folder + File.pathSeparator + System.getProperty("java.class.path"),
                        "Examples")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int code = process.waitFor();
        String printed = Files.readString(out);
        assertThat(code).as(printed).isZero();

        assertThat(printed)
                .containsPattern("MiniSTS.en 0\\.\\d{4}\n")
                .containsPattern("MiniSTS.en \\+0\\.\\d{4} p=0\\.");
        assertThat(printed).contains("MiniClustering.zh SCORED").contains("embed_dim_32__output_dtypes_int8 {");
        assertThat(printed).containsPattern("(?m)^passed$").contains("all-MiniLM-L6-v2 beside me/letters");
        assertThat(folder.resolve("scores").resolve(LETTERS + "MiniSTS.en.json"))
                .exists();
        assertThat(folder.resolve("scores").resolve(LETTERS + "MiniSTS.en.samples.jsonl.gz"))
                .exists();
        assertThat(Files.readString(folder.resolve("report.html"))).startsWithIgnoringCase("<!doctype html>");
    }

    private void compile(String source) throws IOException {
        Path file = Files.writeString(folder.resolve("Examples.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            Iterable<? extends JavaFileObject> units = files.getJavaFileObjects(file);
            List<String> options = List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    folder.toString(),
                    "-proc:none",
                    "--release",
                    "17");
            assertThat(compiler.getTask(said, files, null, options, null, units).call())
                    .as(said.toString())
                    .isTrue();
        }
    }
}
