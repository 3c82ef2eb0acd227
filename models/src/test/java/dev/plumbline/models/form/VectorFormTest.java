package dev.plumbline.models.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VectorFormTest {

    private static final Cut CUT_64 = new Cut(64, false);
    private static final Cut CUT_128 = new Cut(128, false);

    /** Folder names by {@code _serialize_experiment_kwargs_to_name} of mteb 2.20.0. */
    @Test
    void aFormIsNamedAsMtebNamesIt() {
        assertThat(new VectorForm(Optional.of(CUT_64), VectorType.INT8).experiment())
                .contains("embed_dim_64__output_dtypes_int8");
        assertThat(new VectorForm(Optional.empty(), VectorType.BINARY).experiment())
                .contains("output_dtypes_binary");
        assertThat(VectorForm.FULL.experiment()).isEmpty();
    }

    /** mteb has no setting that scales after the cut, so its name must be none of mteb's. */
    @Test
    void aScaledFormIsNotCalledAsMtebCallsOneThatIsNot() {
        Cut scaled = new Cut(64, true);
        assertThat(new VectorForm(Optional.of(scaled), VectorType.F32).experiment())
                .contains("unit_embed_dim_64");
        assertThat(new VectorForm(Optional.of(scaled), VectorType.INT8).experiment())
                .contains("output_dtypes_int8__unit_embed_dim_64");
    }

    @Test
    void everyWidthComesWithEveryTypeOnce() {
        assertThat(VectorForm.product(List.of(CUT_64, CUT_128, CUT_64), List.of(VectorType.F32, VectorType.INT8)))
                .containsExactly(
                        new VectorForm(Optional.of(CUT_64), VectorType.F32),
                        new VectorForm(Optional.of(CUT_64), VectorType.INT8),
                        new VectorForm(Optional.of(CUT_128), VectorType.F32),
                        new VectorForm(Optional.of(CUT_128), VectorType.INT8));
        assertThat(VectorForm.product(List.of(), List.of())).containsExactly(VectorForm.FULL);
    }
}
