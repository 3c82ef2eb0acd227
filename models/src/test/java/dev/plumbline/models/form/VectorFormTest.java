package dev.plumbline.models.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VectorFormTest {

    /** Folder names by {@code _serialize_experiment_kwargs_to_name} of mteb 2.20.0. */
    @Test
    void aFormIsNamedAsMtebNamesIt() {
        assertThat(new VectorForm(OptionalInt.of(64), VectorType.INT8).experiment())
                .contains("embed_dim_64__output_dtypes_int8");
        assertThat(new VectorForm(OptionalInt.empty(), VectorType.BINARY).experiment())
                .contains("output_dtypes_binary");
        assertThat(VectorForm.FULL.experiment()).isEmpty();
    }

    @Test
    void everyWidthComesWithEveryTypeOnce() {
        assertThat(VectorForm.product(List.of(64, 128, 64), List.of(VectorType.F32, VectorType.INT8)))
                .containsExactly(
                        new VectorForm(OptionalInt.of(64), VectorType.F32),
                        new VectorForm(OptionalInt.of(64), VectorType.INT8),
                        new VectorForm(OptionalInt.of(128), VectorType.F32),
                        new VectorForm(OptionalInt.of(128), VectorType.INT8));
        assertThat(VectorForm.product(List.of(), List.of())).containsExactly(VectorForm.FULL);
    }
}
