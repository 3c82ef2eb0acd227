package dev.plumbline.harness.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CacheFolderTest {

    private static final Path HOME = Path.of("/home/me");

    @Test
    void theOwnVariableGoesBeforeTheSharedOneBeforeTheDefault() {
        Map<String, String> both = Map.of("PLUMBLINE_CACHE", "/big", "XDG_CACHE_HOME", "/xdg");
        assertThat(CacheFolder.embeddings(both, HOME)).isEqualTo(Path.of("/big/embeddings"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/xdg"), HOME)).isEqualTo(Path.of("/xdg/plumbline"));
        assertThat(CacheFolder.of(Map.of("PLUMBLINE_CACHE", ""), HOME)).isEqualTo(HOME.resolve(".cache/plumbline"));
    }
}
