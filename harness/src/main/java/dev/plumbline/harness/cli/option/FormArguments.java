package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.form.Cut;
import dev.plumbline.models.form.VectorForm;
import dev.plumbline.models.form.VectorType;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say which forms of a model's vectors are scored. */
public final class FormArguments {

    @Option(
            names = "--dims",
            arity = "1..*",
            paramLabel = "N",
            description = "Score the vectors cut to these numbers of dimensions, for example 64,128,256, as mteb's"
                    + " embed_dim does; each goes to experiments/embed_dim_N. All dimensions are the ordinary result.")
    private List<String> dimensions = List.of();

    @Option(
            names = "--normalize-dims",
            description = "Scale the vectors that --dims cuts to length 1, which mteb cannot do; they go to"
                    + " experiments/unit_embed_dim_N.")
    private boolean scaled;

    @Option(
            names = "--vector-type",
            arity = "1..*",
            paramLabel = "TYPE",
            description =
                    "Score vectors of these types: f32 (the default), int8, binary; each of the last two goes to"
                            + " experiments/output_dtypes_TYPE. With --dims, every combination. A text is encoded once for all.")
    private List<String> types = List.of();

    /** What is asked for; the full vectors alone where nothing is. */
    public List<VectorForm> forms() {
        if (scaled && dimensions.isEmpty()) {
            throw PlumblineException.usage(
                    "--normalize-dims says what is done with vectors that --dims cuts; give both");
        }
        return VectorForm.product(
                Words.of(dimensions).stream().map(this::cut).toList(),
                Words.of(types).stream().map(VectorType::named).toList());
    }

    private Cut cut(String width) {
        try {
            return new Cut(Integer.parseInt(width), scaled);
        } catch (NumberFormatException e) {
            throw PlumblineException.usage("--dims must be whole numbers, such as 64,128, not " + width);
        }
    }
}
