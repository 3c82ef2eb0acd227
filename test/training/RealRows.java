import dev.plumbline.trainer.rows.JsonLinesWriter;
import dev.plumbline.trainer.rows.RowFile;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes training rows from the train splits in ../shared/data/hf: weak pairs of a text and the name of its label, pairs of
 * sentences that mean the same, and graded pairs. Started by real.sh.
 *
 * <pre>RealRows DATA OUTPUT</pre>
 */
public final class RealRows {

    /** From here on two sentences count as a pair, of 5. */
    private static final double SAME = 3.5;

    private static final double HIGHEST = 5;

    private final Path data;
    private final Path output;

    private RealRows(Path data, Path output) {
        this.data = data;
        this.output = output;
    }

    public static void main(String[] args) {
        RealRows rows = new RealRows(Path.of(args[0]), Path.of(args[1]));
        String train = "train-00000-of-00001.parquet";
        rows.labels("banking77", "mteb/banking77/train.jsonl");
        rows.labels("mtop", "mteb/MTOPDomainClassification/en/" + train);
        rows.labels("intent", "mteb/amazon_massive_intent/en/" + train);
        rows.sentences("en", "mteb/stsbenchmark-sts/train.jsonl.gz");
        rows.sentences("zh", "mteb/STSB/data/" + train);
    }

    private void labels(String name, String file) {
        JsonLinesWriter.write(output.resolve("names-" + name + ".jsonl"), lines -> new RowFile(data.resolve(file))
                .forEach(row -> lines.row(Map.of(
                        "query", row.fields().get("text"),
                        "pos", List.of(((String) row.fields().get("label_text")).replace('_', ' '))))));
    }

    private void sentences(String language, String file) {
        Set<List<Object>> same = new LinkedHashSet<>();
        JsonLinesWriter.write(output.resolve("graded-" + language + ".jsonl"), lines -> new RowFile(data.resolve(file))
                .forEach(row -> {
                    Object left = row.fields().get("sentence1");
                    Object right = row.fields().get("sentence2");
                    double score = ((Number) row.fields().get("score")).doubleValue();
                    lines.row(Map.of("query", left, "pos", List.of(right), "score", score / HIGHEST));
                    if (score >= SAME && !left.equals(right)) {
                        same.add(List.of(left, right));
                    }
                }));
        JsonLinesWriter.write(output.resolve("same-" + language + ".jsonl"), lines -> same.forEach(
                pair -> lines.row(Map.of("query", pair.get(0), "pos", List.of(pair.get(1))))));
    }
}
