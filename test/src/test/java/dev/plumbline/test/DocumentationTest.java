package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map that names rooms which are gone is worse than none. */
class DocumentationTest {

    private static final Pattern CODE = Pattern.compile("`([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+/?)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([A-Za-z0-9_./-]+)\\)");

    private final Path root = Path.of(System.getProperty("plumbline.root"));

    @ParameterizedTest
    @ValueSource(
            strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/training.md", "docs/compatibility.md"})
    void namedFilesExist(String document) throws IOException {
        String text = Files.readString(root.resolve(document));
        List<String> named = new ArrayList<>();
        for (Pattern pattern : List.of(CODE, LINK)) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                named.add(matcher.group(1));
            }
        }
        // Paths of the checkout only: examples such as results/... and org/name are not files here.
        named.removeIf(path -> path.contains("/") && !Files.isDirectory(root.resolve(path.split("/", 2)[0])));
        assertThat(named)
                .isNotEmpty()
                .allSatisfy(path -> assertThat(root.resolve(path)).exists());
    }
}
