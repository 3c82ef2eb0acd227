package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.RepositoryId;
import dev.plumbline.hub.RepositoryType;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.explain.Explainable;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories with a Router, against sentence-transformers 6.2.0 ({@code test/oracle/make_routers.py}). */
class RouterTest {

    private static final float TOLERANCE = 1e-5f;

    @TempDir
    Path folder;

    private static Encoder open(Path model) {
        return Models.openEncoder(
                model.toString(), ModelOptions.defaults().withThreads(1).withPrompts(PromptRule.NONE));
    }

    private static Path model(String name) {
        return ReferenceModels.own("routers").resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"static-query", "two-networks", "layer-after"})
    void eachRolesVectorsAreSentenceTransformers(String name) throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(model(name).resolve("expected.json").toFile());
        List<String> texts = new ArrayList<>();
        expected.get("texts").forEach(text -> texts.add(text.asText()));
        try (Encoder encoder = open(model(name))) {
            for (Role role : Role.values()) {
                JsonNode wanted = expected.get(role.name().toLowerCase(Locale.ROOT));
                FloatMatrix vectors = encoder.encode(TestTasks.request(texts, role));
                assertThat(encoder.card().dimensions()).isEqualTo(wanted.get(0).size());
                for (int row = 0; row < texts.size(); row++) {
                    for (int i = 0; i < wanted.get(row).size(); i++) {
                        assertThat(vectors.get(row, i))
                                .as("%s, %s, value %d", role, texts.get(row), i)
                                .isCloseTo(wanted.get(row).get(i).floatValue(), within(TOLERANCE));
                    }
                }
            }
            // the role is no part of what vectors are kept under
            assertThat(encoder.fingerprint()).isEmpty();
            assertThat(encoder.identity()).isPresent();
        }
    }

    @Test
    void whatIsRunIsSaidForEachRole() {
        try (Encoder encoder = open(model("static-query"))) {
            assertThat(encoder.about().get("weights"))
                    .contains("query: a table of embeddings")
                    .contains("document");
            List<Integer> query = ((Explainable) encoder)
                    .explain(TestTasks.retrieval("Test"), Role.QUERY, "copper")
                    .tokens();
            List<Integer> document = ((Explainable) encoder)
                    .explain(TestTasks.retrieval("Test"), Role.DOCUMENT, "copper")
                    .tokens();
            // without and with special tokens
            assertThat(document).hasSize(query.size() + 2);
        }
    }

    private Path changed(String name, String before, String after) throws IOException {
        Path copy = folder.resolve("model");
        try (Stream<Path> files = Files.walk(model(name))) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(model(name).relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (file.endsWith(RouterConfig.FILE)) {
                    String config = Files.readString(file);
                    assertThat(config).contains(before);
                    Files.writeString(target, config.replace(before, after));
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return copy;
    }

    @Test
    void aRoleWithoutARouteIsRefused() throws IOException {
        Path model = changed("static-query", "\"query\": [", "\"question\": [");
        assertThatThrownBy(() -> open(model))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("router_config.json")
                .hasMessageContaining("no route for the task query")
                .hasMessageContaining("question");
    }

    @Test
    void aModuleThatIsNotKnownIsRefused() throws IOException {
        Path model = changed("static-query", "static_embedding.StaticEmbedding", "bow.BoW");
        assertThatThrownBy(() -> open(model))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("bow.BoW");
    }

    @Test
    void noRouterIsTrainedOrExported() {
        assertThatThrownBy(() -> DirectoryContent.of(model("static-query")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("it has a Router");
    }

    @Test
    void everythingARouteNeedsIsFetched() throws IOException {
        Path model = model("static-query");
        List<String> paths;
        try (Stream<Path> files = Files.walk(model)) {
            paths = files.filter(Files::isRegularFile)
                    .map(file -> model.relativize(file).toString())
                    .sorted()
                    .toList();
        }
        List<String> all = new ArrayList<>(paths);
        all.addAll(List.of("README.md", "document_0_Transformer/onnx/model.onnx", "model.onnx"));
        RepositoryId id = new RepositoryId(RepositoryType.MODEL, "org/name");
        String modules = Files.readString(model.resolve("modules.json"));
        assertThat(ModelFileChoice.of(id, all, Optional.of(modules)).files(WeightsForm.AUTO, false))
                .containsExactlyInAnyOrderElementsOf(paths);
    }
}
