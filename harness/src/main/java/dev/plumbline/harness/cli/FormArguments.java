package dev.plumbline.harness.cli;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.harness.run.RunTarget;
import dev.plumbline.models.form.VectorForm;
import dev.plumbline.models.form.VectorType;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say which forms of a model's vectors are scored. */
final class FormArguments {

    @Option(
            names = "--dims",
            split = ",",
            paramLabel = "N",
            description = "Score the vectors cut to these numbers of dimensions and scaled to length 1, for example"
                    + " 64,128,256; each goes to experiments/embed_dim_N. All dimensions are the ordinary result.")
    private List<Integer> dimensions = List.of();

    @Option(
            names = "--vector-type",
            split = ",",
            paramLabel = "TYPE",
            description =
                    "Score vectors of these types: f32 (the default), int8, binary; each of the last two goes to"
                            + " experiments/output_dtypes_TYPE. With --dims, every combination. A text is encoded once for all.")
    private List<String> types = List.of();

    /** What is asked for; the full vectors alone where nothing is. */
    List<VectorForm> forms() {
        return VectorForm.product(
                dimensions, types.stream().map(VectorType::named).toList());
    }

    /**
     * The model in each form asked for.
     *
     * @throws PlumblineException of kind USAGE if the model has no such form
     */
    List<RunTarget> targets(Model model) {
        List<VectorForm> forms = forms();
        if (model instanceof Encoder encoder) {
            return forms.stream()
                    .map(form -> form.of(encoder))
                    .distinct()
                    .map(form -> RunTarget.of(encoder, form))
                    .toList();
        }
        if (!forms.equals(List.of(VectorForm.FULL))) {
            throw PlumblineException.usage(
                    "--dims and --vector-type need vectors, and " + model.card().name() + " gives none");
        }
        return List.of(RunTarget.of(model));
    }
}
