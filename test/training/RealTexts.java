import dev.plumbline.trainer.rows.JsonLinesWriter;
import dev.plumbline.trainer.rows.RowFile;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the distinct texts of files, one a row, without what belongs to them. Started by student.sh and adapt.sh.
 *
 * <pre>RealTexts OUTPUT FILE...</pre>
 */
public final class RealTexts {

    public static void main(String[] args) {
        Set<Object> texts = new LinkedHashSet<>();
        for (String file : List.of(args).subList(1, args.length)) {
            new RowFile(Path.of(file)).forEach(row -> {
                for (String column : List.of("text", "sentence1", "sentence2")) {
                    if (row.fields().get(column) instanceof String text && !text.isBlank()) {
                        texts.add(text);
                    }
                }
            });
        }
        JsonLinesWriter.write(Path.of(args[0]), lines -> texts.forEach(text -> lines.row(Map.of("text", text))));
    }
}
