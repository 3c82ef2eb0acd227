import dev.plumbline.trainer.rows.JsonLinesWriter;
import dev.plumbline.trainer.rows.RowFile;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the distinct English texts of train splits in ../shared/data/hf, one a row, without what belongs to them. Started by
 * student.sh.
 *
 * <pre>RealTexts DATA FILE</pre>
 */
public final class RealTexts {

    private static final String TRAIN = "train-00000-of-00001.parquet";

    private static final List<String> FILES = List.of(
            "mteb/banking77/train.jsonl",
            "mteb/MTOPDomainClassification/en/" + TRAIN,
            "mteb/amazon_massive_intent/en/" + TRAIN,
            "mteb/tweet_sentiment_extraction/train.jsonl",
            "mteb/stsbenchmark-sts/train.jsonl.gz");

    public static void main(String[] args) {
        Set<Object> texts = new LinkedHashSet<>();
        for (String file : FILES) {
            new RowFile(Path.of(args[0]).resolve(file)).forEach(row -> {
                for (String column : List.of("text", "sentence1", "sentence2")) {
                    if (row.fields().get(column) instanceof String text && !text.isBlank()) {
                        texts.add(text);
                    }
                }
            });
        }
        JsonLinesWriter.write(Path.of(args[1]), lines -> texts.forEach(text -> lines.row(Map.of("text", text))));
    }
}
