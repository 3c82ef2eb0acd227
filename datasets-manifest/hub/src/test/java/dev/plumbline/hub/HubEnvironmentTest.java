package dev.plumbline.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values are what huggingface_hub 2.4.0's constants.py and get_token() make of the same variables. */
final class HubEnvironmentTest {

    private static final Path HOME = Path.of("/home/me");

    @Test
    void theCacheIsWherePythonHasIt() {
        assertThat(cache(Map.of())).isEqualTo("/home/me/.cache/huggingface/hub");
        assertThat(cache(Map.of("XDG_CACHE_HOME", "/x"))).isEqualTo("/x/huggingface/hub");
        assertThat(cache(Map.of("HF_HOME", "/h", "XDG_CACHE_HOME", "/x"))).isEqualTo("/h/hub");
        assertThat(cache(Map.of("HUGGINGFACE_HUB_CACHE", "/old", "HF_HOME", "/h")))
                .isEqualTo("/old");
        assertThat(cache(Map.of("HF_HUB_CACHE", "/c", "HUGGINGFACE_HUB_CACHE", "/old")))
                .isEqualTo("/c");
        assertThat(cache(Map.of("HF_HUB_CACHE", "", "HF_HOME", ""))).isEqualTo("/home/me/.cache/huggingface/hub");
    }

    @Test
    void homeAndVariablesAreExpanded() {
        assertThat(cache(Map.of("HF_HUB_CACHE", "~/big"))).isEqualTo("/home/me/big");
        assertThat(cache(Map.of("HF_HUB_CACHE", "$DISK/hub", "DISK", "/d"))).isEqualTo("/d/hub");
        assertThat(cache(Map.of("HF_HOME", "${DISK}/hf", "DISK", "/d"))).isEqualTo("/d/hf/hub");
        assertThat(cache(Map.of("HF_HUB_CACHE", "/a/$NOWHERE"))).isEqualTo("/a/$NOWHERE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "on", "YES", "True"})
    void offlineAsPythonSpellsTrue(String value) {
        assertThat(environment(Map.of("HF_HUB_OFFLINE", value)).offline()).isTrue();
        assertThat(environment(Map.of("TRANSFORMERS_OFFLINE", value)).offline()).isTrue();
    }

    @Test
    void notOffline() {
        assertThat(environment(Map.of()).offline()).isFalse();
        assertThat(environment(Map.of("HF_HUB_OFFLINE", "0", "TRANSFORMERS_OFFLINE", "1"))
                        .offline())
                .isFalse();
    }

    @Test
    void theTokenComesFromTheVariableBeforeTheFile(@TempDir Path home) throws IOException {
        assertThat(new HubEnvironment(Map.of(), home).token()).isEmpty();

        Path file = home.resolve(".cache/huggingface/token");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "hf_file\n");
        assertThat(new HubEnvironment(Map.of(), home).token()).hasValue("hf_file");
        assertThat(new HubEnvironment(Map.of("HF_TOKEN", " hf_variable\r\n"), home).token())
                .hasValue("hf_variable");
        assertThat(new HubEnvironment(Map.of("HUGGING_FACE_HUB_TOKEN", "hf_old"), home).token())
                .hasValue("hf_old");

        Files.writeString(home.resolve("other"), "hf_other");
        assertThat(new HubEnvironment(
                                Map.of("HF_TOKEN_PATH", home.resolve("other").toString()), home)
                        .token())
                .hasValue("hf_other");
        assertThat(new HubEnvironment(Map.of("HF_TOKEN", "hf_x", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"), home).token())
                .isEmpty();
    }

    @Test
    void aTokenThatNoHeaderCarriesIsRefusedAndNotShown() {
        assertThatThrownBy(() ->
                        environment(Map.of("HF_TOKEN", "hf_secret\nX-Other: 1")).token())
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("HF_TOKEN")
                .hasMessageNotContaining("secret");
    }

    @Test
    void theEndpoint() {
        assertThat(environment(Map.of()).endpoint()).hasToString("https://huggingface.co");
        assertThat(environment(Map.of("HF_ENDPOINT", "http://mirror:8080/hf/")).endpoint())
                .hasToString("http://mirror:8080/hf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror", "ftp://mirror", "https://", "http://a b", "https://u:p@mirror", "http://m?x=1"})
    void whatIsNoEndpoint(String value) {
        assertThatThrownBy(() -> environment(Map.of("HF_ENDPOINT", value)).endpoint())
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageContaining("HF_ENDPOINT");
    }

    @Test
    void timeouts() {
        assertThat(environment(Map.of()).downloadTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(environment(Map.of("HF_HUB_DOWNLOAD_TIMEOUT", "60")).downloadTimeout())
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(environment(Map.of("HF_HUB_ETAG_TIMEOUT", "0")).answerTimeout())
                .isEqualTo(Duration.ofSeconds(10));
        assertThatThrownBy(() ->
                        environment(Map.of("HF_HUB_DOWNLOAD_TIMEOUT", "soon")).downloadTimeout())
                .hasMessageContaining("HF_HUB_DOWNLOAD_TIMEOUT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"squad", "mteb/sts12-sts", "C-MTEB/AFQMC", "a/b.c_d-e"})
    void names(String name) {
        assertThat(RepositoryId.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a/b/c", "../a", "a/..", "a--b/c", "a/b.git", "a b/c", "a/-b", ".a/b"})
    void whatIsNoName(String name) {
        assertThat(RepositoryId.isName(name)).isFalse();
    }

    private static String cache(Map<String, String> variables) {
        return environment(variables).cache().root().toString();
    }

    private static HubEnvironment environment(Map<String, String> variables) {
        return new HubEnvironment(variables, HOME);
    }
}
