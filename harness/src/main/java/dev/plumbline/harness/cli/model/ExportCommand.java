package dev.plumbline.harness.cli.model;

import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.directory.ModelDirectoryWriter;
import dev.plumbline.models.directory.NativeSource;
import dev.plumbline.models.export.OnnxExport;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.transformer.TransformerConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        description = "Write a model directory's weights in another form.",
        footer = {
            "",
            "Without --output the graph is put beside the weights, as DIR/onnx/model.onnx,",
            "and scoring then takes it. With --output a new model directory is made that",
            "has the graph instead of the weights and otherwise the same configuration,",
            "tokenizer, pooling and prompts. Weights over 256 MB go to",
            "onnx/model.onnx_data.",
            "Exit codes: 0 done, 2 usage, 4 model, 5 storage."
        },
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {

    /** Forms that can be written. */
    enum Format {
        ONNX
    }

    private static final Path GRAPH = Path.of("onnx", "model.onnx");

    @Spec
    private CommandSpec command;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Model directory with model.safetensors: Qwen2, BERT, RoBERTa or XLM-RoBERTa.")
    private Path model;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "onnx: a graph that ONNX Runtime runs, for texts of any number and length.")
    private Format format;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "A new model directory. Default: the graph is added to the model's own.")
    private Path output;

    @Option(
            names = "--attention",
            paramLabel = "KIND",
            description =
                    "causal or bidirectional, built into the graph, instead of what the model's configuration says.")
    private Attention attention;

    @Override
    public Integer call() {
        NativeSource source = NativeSource.of(model, Optional.ofNullable(attention));
        if (source.guessed()) {
            command.commandLine()
                    .getErr()
                    .println(
                            "plumbline: config.json does not say whether attention is causal (is_causal); the graph is"
                                    + " causal. If the model was trained otherwise its vectors are wrong: --attention bidirectional");
        }
        Path graph =
                switch (format) {
                    case ONNX -> writeOnnx(source);
                };
        command.commandLine()
                .getOut()
                .println(graph + " (attention " + source.attention().label() + ", " + source.reason() + ")");
        return ExitCode.DONE;
    }

    private Path writeOnnx(NativeSource source) {
        if (output == null) {
            Path graph = source.folder().resolve(GRAPH);
            OnnxExport.write(source.folder(), source.attention(), graph);
            return graph;
        }
        DirectoryContent content = DirectoryContent.of(model);
        Optional<Attention> said =
                TransformerConfig.read(source.folder().resolve("config.json")).attention();
        ModelDirectoryWriter.write(
                output,
                said.equals(Optional.of(source.attention())) ? content : content.withAttention(source.attention()),
                folder -> OnnxExport.write(source.folder(), source.attention(), folder.resolve(GRAPH)));
        return output.resolve(GRAPH);
    }
}
