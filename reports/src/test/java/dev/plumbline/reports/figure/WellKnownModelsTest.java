package dev.plumbline.reports.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WellKnownModelsTest {

    /** A line that names no model, such as one that has moved to another organisation, would be missed by nobody. */
    @Test
    void everyLineNamesAPublishedModel() {
        List<String> published = FigureTable.published().models().stream()
                .map(ModelFigures::model)
                .toList();
        assertThat(WellKnownModels.bundled().beginnings())
                .hasSizeGreaterThan(10)
                .allSatisfy(beginning ->
                        assertThat(published).as(beginning).anyMatch(model -> model.startsWith(beginning)));
    }

    @Test
    void aFamilyIsOneLine() {
        WellKnownModels known = WellKnownModels.parse("# said before\n\n  BAAI/bge-  \nQwen/Qwen3-Embedding\n");
        assertThat(known.beginnings()).containsExactly("BAAI/bge-", "Qwen/Qwen3-Embedding");
        assertThat(known.has("BAAI/bge-m3")).isTrue();
        assertThat(known.has("Qwen/Qwen3-Embedding-0.6B")).isTrue();
        assertThat(known.has("BAAI/other")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"# nothing", "bge-m3", "BAAI/", "BAAI/bge m3", "BAAI/bge\nBAAI/bge-m3", "a/b\na/b"})
    void aListThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> WellKnownModels.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
