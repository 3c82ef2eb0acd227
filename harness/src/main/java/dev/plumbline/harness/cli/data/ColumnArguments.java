package dev.plumbline.harness.cli.data;

import dev.plumbline.harness.cli.option.Words;
import dev.plumbline.trainer.rows.RowSource;
import java.util.List;
import picocli.CommandLine.Option;

/** What of files in other people's forms are training rows. */
final class ColumnArguments {

    @Option(
            names = "--columns",
            arity = "1..*",
            paramLabel = "NAME",
            description = "Columns of tuples, in this order, or the one of texts, instead of all.")
    private List<String> columns = List.of();

    @Option(
            names = "--split",
            paramLabel = "NAME",
            description = "Split of beir and msmarco (default: ${DEFAULT-VALUE}).")
    private String split = RowSource.ROWS.split();

    /** In this order; none for all. */
    List<String> columns() {
        return Words.of(columns);
    }

    String split() {
        return split;
    }
}
