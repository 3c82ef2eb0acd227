package dev.plumbline.harness.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.models.directory.CrossEncoderDirectory;
import dev.plumbline.models.embedded.EmbeddedModel;
import dev.plumbline.models.transformer.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = "List what --model takes and how each is run.",
        footer = {"", "docs/models.md says it of the leaderboards' open models by name."},
        mixinStandardHelpOptions = true)
public final class ListCommand implements Callable<Integer> {

    private static final String NATIVE = "native (safetensors, pytorch_model.bin; LoRA adapters), ONNX once exported";

    @Spec
    private CommandSpec command;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /**
     * A row.
     *
     * @param use what it can be scored on, and made of it
     */
    private record Row(String model, String how, String use) {}

    @Override
    public Integer call() {
        command.commandLine().getOut().print(json ? json(rows()) : text(rows()));
        command.commandLine().getOut().flush();
        return ExitCode.DONE;
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        EmbeddedModel.ALL.forEach(
                model -> rows.add(new Row("embedded:" + model.name(), "ONNX Runtime, CPU", "every task")));
        List<String> pairs = CrossEncoderDirectory.types();
        for (String type : Family.types()) {
            String trained = "every task; train, export";
            String use = pairs.contains(type) ? trained + "; cross-encoder: candidates, --rerank-top" : trained;
            rows.add(new Row("DIR or org/name of model_type " + type, NATIVE + ", CPU or GPU", use));
        }
        rows.add(new Row("DIR of StaticEmbedding or model2vec", "a table that is looked up", "every task"));
        rows.add(new Row("DIR of any type with onnx/model.onnx", "ONNX Runtime, CPU", "every task"));
        rows.add(new Row("http(s)://HOST/PATH", "a server of OpenAI's, Azure's or TEI's API", "every task"));
        rows.add(new Row("embeddings:FILE.parquet", "your own vectors", "every task whose texts are there"));
        rows.add(new Row("bm25", "Lucene", "retrieval and reranking; --first-stage"));
        rows.add(new Row("random", "vectors that know nothing", "every task"));
        return rows;
    }

    private static String text(List<Row> rows) {
        StringBuilder out = new StringBuilder();
        for (Row row : rows) {
            out.append(row.model()).append('\n');
            out.append("    ").append(row.how()).append('\n');
            out.append("    ").append(row.use()).append('\n');
        }
        return out.toString();
    }

    private static String json(List<Row> rows) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (Row row : rows) {
            ObjectNode node = list.addObject();
            node.put("model", row.model());
            node.put("how", row.how());
            node.put("use", row.use());
        }
        return list.toPrettyString() + "\n";
    }
}
