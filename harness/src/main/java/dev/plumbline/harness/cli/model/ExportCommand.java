package dev.plumbline.harness.cli.model;

import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.NetworkArguments;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.directory.HubModels;
import dev.plumbline.models.directory.ModelDirectoryWriter;
import dev.plumbline.models.directory.NativeSource;
import dev.plumbline.models.embedded.EmbeddedModel;
import dev.plumbline.models.export.OnnxExport;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.safetensors.CheckpointWriter;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.transformer.KeptLayers;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.models.transformer.Weights;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        description = "Write a model's weights in another form.",
        footer = {
            "",
            "safetensors makes a new model directory, at --output, with weights in float32: of an",
            "embedded model, so that it can be trained, or of a directory whose weights are",
            "in another file or type.",
            "onnx, without --output, puts the graph beside the weights, as DIR/onnx/model.onnx,",
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
        ONNX,
        SAFETENSORS
    }

    private static final String EMBEDDED = "embedded:";
    private static final Path GRAPH = Path.of("onnx", "model.onnx");

    @Spec
    private CommandSpec command;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "Model directory with model.safetensors, or, for safetensors, embedded:NAME.")
    private String model;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = {
                "onnx: a graph that ONNX Runtime runs, for texts of any number and length.",
                "safetensors: a directory that can be trained."
            })
    private Format format;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "A new model directory. Default: a graph is added to the model's own.")
    private Path output;

    @Option(
            names = "--attention",
            paramLabel = "KIND",
            description =
                    "causal or bidirectional, built into the graph, instead of what the model's configuration says.")
    private Attention attention;

    @Option(
            names = "--layers",
            split = ",",
            paramLabel = "N",
            description =
                    "For safetensors: these layers alone, by the numbers in their weights' names, such as 0,2,5; a student"
                            + " for a stage that aligns it with the model.")
    private List<Integer> layers = List.of();

    @Mixin
    private NetworkArguments network;

    @Override
    public Integer call() {
        if (format == Format.SAFETENSORS && output == null) {
            throw PlumblineException.usage("--format safetensors makes a new model directory; name it: --output DIR");
        }
        if (!layers.isEmpty() && (format == Format.ONNX || model.startsWith(EMBEDDED))) {
            throw PlumblineException.usage("--layers is for a directory's weights: --format safetensors, and --model a"
                    + " directory" + (model.startsWith(EMBEDDED) ? ", which an export without it makes" : ""));
        }
        if (model.startsWith(EMBEDDED)) {
            return embedded(model.substring(EMBEDDED.length()));
        }
        String last = model.substring(model.lastIndexOf('/') + 1);
        if (!Files.exists(directory()) && EmbeddedModel.isName(last)) {
            throw PlumblineException.usage("--model " + model + " is not a directory; " + EMBEDDED + last
                    + " comes with Plumbline, and --format safetensors makes a directory of it");
        }
        if (!Files.exists(directory()) && HubModels.looksLikeOne(model)) {
            throw PlumblineException.usage("--model " + model + " is not a directory; plumbline data pull --model "
                    + model + " fetches one, and plumbline data ls says where it is");
        }
        NativeSource source = NativeSource.of(directory(), Optional.ofNullable(attention));
        if (source.guessed()) {
            command.commandLine()
                    .getErr()
                    .println(
                            "plumbline: config.json does not say whether attention is causal (is_causal); what is written is"
                                    + " causal. If the model was trained otherwise its vectors are wrong: --attention bidirectional");
        }
        Path written =
                switch (format) {
                    case ONNX -> writeOnnx(source);
                    case SAFETENSORS -> writeSafetensors(source);
                };
        command.commandLine()
                .getOut()
                .println(written + " (attention " + source.attention().label() + ", " + source.reason() + ")");
        return ExitCode.DONE;
    }

    private Path writeOnnx(NativeSource source) {
        if (output == null) {
            Path graph = source.folder().resolve(GRAPH);
            OnnxExport.write(source.folder(), source.attention(), graph);
            return graph;
        }
        ModelDirectoryWriter.write(
                output,
                content(source),
                folder -> OnnxExport.write(source.folder(), source.attention(), folder.resolve(GRAPH)));
        return output.resolve(GRAPH);
    }

    private Path writeSafetensors(NativeSource source) {
        TransformerConfig config = TransformerConfig.read(source.folder().resolve("config.json"));
        try (Weights weights = Weights.open(source.folder(), config)) {
            if (!layers.isEmpty()) {
                KeptLayers kept = new KeptLayers(source.folder().resolve("config.json"), config, layers);
                DirectoryContent content = content(source).inFloat32().withLayers(kept);
                ModelDirectoryWriter.write(output, content, folder -> {
                    kept.check(folder.resolve("config.json"));
                    CheckpointWriter.write(folder, kept.tensors(weights));
                });
                return output;
            }
            List<Tensor> tensors = weights.parameters().stream()
                    .map(parameter -> new Tensor(
                            parameter.name(),
                            Dtype.F32,
                            parameter.shape(),
                            (first, target) -> weights.read(parameter.name(), first, target)))
                    .toList();
            ModelDirectoryWriter.write(
                    output, content(source).inFloat32(), folder -> CheckpointWriter.write(folder, tensors));
        }
        return output;
    }

    /** With the attention in it where the configuration does not say it. */
    private DirectoryContent content(NativeSource source) {
        DirectoryContent content = DirectoryContent.of(directory());
        Optional<Attention> said =
                TransformerConfig.read(source.folder().resolve("config.json")).attention();
        return said.equals(Optional.of(source.attention())) ? content : content.withAttention(source.attention());
    }

    private int embedded(String name) {
        if (format == Format.ONNX) {
            throw PlumblineException.usage("--model " + model
                    + " is an ONNX graph already; --format safetensors makes a" + " directory of it");
        }
        if (attention != null) {
            throw PlumblineException.usage(
                    "--attention is for directories whose configuration does not say it; --model " + model
                            + " has its own; leave it out");
        }
        ModelOptions options = network.offline() ? ModelOptions.defaults().withOffline() : ModelOptions.defaults();
        long weights = Models.writeEmbedded(name, options, output);
        command.commandLine()
                .getOut()
                .println(String.format(Locale.ROOT, "%s (%,d weights, to be trained or run)", output, weights));
        return ExitCode.DONE;
    }

    private Path directory() {
        try {
            return Path.of(model);
        } catch (InvalidPathException e) {
            throw PlumblineException.usage("--model " + FileNames.shown(model) + " is no path");
        }
    }
}
