package dev.plumbline.harness.cli.option;

import dev.plumbline.tasks.perturb.Perturbation;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says how what a model is asked is changed. */
public final class PerturbationArguments {

    @Option(
            names = "--perturb",
            arity = "1..*",
            split = ",",
            paramLabel = "KIND=RATE",
            description =
                    "Score once more with queries changed, each kind an experiment of its own: typos=0.05, case=1,"
                            + " punctuation=0.2, traditional=1 (simplified Chinese written so), width=1 (full and half); rates"
                            + " from 0 to 1; case=1+typos=0.05 makes both in one text. Results go to"
                            + " experiments/perturb_KIND_RATE, never into the scores; the drop is printed with its interval.")
    private List<String> given = List.of();

    /** What is asked for; none where nothing is. */
    public List<Perturbation> perturbations() {
        return given.stream().map(Perturbation::of).distinct().toList();
    }
}
