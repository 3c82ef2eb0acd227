package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.Model;
import picocli.CommandLine.Option;

/** Options of a second stage. */
public final class RerankArguments {

    private static final String FIRST = "bm25";

    @Option(
            names = "--rerank-top",
            paramLabel = "N",
            description =
                    "With a cross-encoder as --model: it ranks again the N best documents that --first-stage finds for"
                            + " each query, as mteb's convert_to_reranking, and the result is the cross-encoder's.")
    private Integer best;

    @Option(
            names = "--first-stage",
            paramLabel = "MODEL",
            description =
                    "The model that finds what --rerank-top ranks again, as --model names one; it runs with its own"
                            + " settings (default: " + FIRST + ").")
    private String first;

    /** Opens the model, with its first stage where one is asked for. */
    public Model open(String model, ModelOptions options) {
        if (best == null) {
            if (first != null) {
                throw PlumblineException.usage("--first-stage " + first + " needs --rerank-top N: how many of its"
                        + " documents are ranked again");
            }
            return Models.open(model, options);
        }
        if (best < 1) {
            throw PlumblineException.usage("--rerank-top must be at least 1, not " + best);
        }
        return Models.openTwoStages(first == null ? FIRST : first, model, best, options);
    }
}
