package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import java.util.ArrayList;
import java.util.List;

/** BERT and its relatives as {@link BertConfig} describes them, one call into libtorch per layer. */
final class Bert implements Transformer {

    private static final List<String> EMBEDDINGS = List.of(
            "embeddings.word_embeddings.weight",
            "embeddings.position_embeddings.weight",
            "embeddings.token_type_embeddings.weight",
            "embeddings.LayerNorm.weight",
            "embeddings.LayerNorm.bias");

    /** A layer's maps and norms, each a weight and a bias, in the order of its function. */
    private static final List<String> LAYER = List.of(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "attention.output.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");

    private final BertConfig config;
    private final ScriptModule script;

    Bert(BertConfig config, Precision precision, Dropout dropout, NDManager parent) {
        this.config = config;
        this.script = ScriptModule.compile(parent, functions(config, precision, dropout));
    }

    private static List<ScriptMethod> functions(BertConfig config, Precision precision, Dropout dropout) {
        List<ScriptMethod> functions = new ArrayList<>();
        functions.add(new ScriptMethod(
                "norm",
                List.of("x", "w", "c"),
                List.of("return torch.layer_norm(x, [" + config.width() + "], w, c, " + ScriptText.number(config.eps())
                        + ")")));
        functions.add(new ScriptMethod(
                "embed",
                List.of("ids", "places", "words", "positions", "types", "w", "c"),
                List.of(
                        "e = torch.add(torch.embedding(words, ids), torch.select(types, 0, 0))",
                        "n = (self).norm(torch.add(e, torch.embedding(positions, places)), w, c, )",
                        "return " + dropout.ofHidden("n"))));
        functions.add(layer(config, precision, dropout, ScriptText.View.OPEN));
        functions.add(layer(config, precision, dropout, ScriptText.View.MASKED));
        return functions;
    }

    private static ScriptMethod layer(BertConfig config, Precision precision, Dropout dropout, ScriptText.View view) {
        List<String> parameters = new ArrayList<>(List.of("x"));
        parameters.addAll(view.extra());
        for (String name : List.of("q", "k", "v", "o", "n", "i", "d", "m")) {
            parameters.addAll(List.of(name + "w", name + "c"));
        }
        int headWidth = config.width() / config.heads();
        String gelu = config.gelu() == BertConfig.Gelu.TANH ? "tanh" : "none";
        List<String> body = List.of(
                "b = torch.size(x, 0)",
                "t = torch.size(x, 1)",
                "q = " + ScriptText.heads(ScriptText.linear(precision, "x", "qw", "qc"), config.heads(), headWidth),
                "k = " + ScriptText.heads(ScriptText.linear(precision, "x", "kw", "kc"), config.heads(), headWidth),
                "v = " + ScriptText.heads(ScriptText.linear(precision, "x", "vw", "vc"), config.heads(), headWidth),
                view.attend(precision, dropout, "q", "k", "v"),
                ScriptText.join(config.width()),
                "r = (self).norm(torch.add(" + dropout.ofHidden(ScriptText.linear(precision, "j", "ow", "oc"))
                        + ", x), nw, nc, )",
                "h = torch.gelu(" + ScriptText.linear(precision, "r", "iw", "ic") + ", approximate=\"" + gelu + "\")",
                "return (self).norm(torch.add(" + dropout.ofHidden(ScriptText.linear(precision, "h", "dw", "dc"))
                        + ", r), mw, mc, )");
        return new ScriptMethod(view.function(), parameters, body);
    }

    @Override
    public int layers() {
        return config.layers();
    }

    @Override
    public TokenBatch batch(NDManager manager, int[][] tokens) {
        int longest = TokenBatch.longest(tokens);
        long[] places = new long[Math.multiplyExact(tokens.length, longest)];
        for (int text = 0; text < tokens.length; text++) {
            place(tokens[text], places, text * longest);
        }
        NDArray positions = manager.create(places, new Shape(tokens.length, longest));
        return new TokenBatch(TokenBatch.ids(manager, tokens), TokenBatch.mask(manager, tokens), List.of(positions));
    }

    /** transformers counts RoBERTa's positions by comparing ids with the padding's, also within a text. */
    private void place(int[] text, long[] places, int start) {
        int next = config.firstPosition();
        for (int i = 0; i < text.length; i++) {
            boolean padding = config.family() == BertConfig.Family.ROBERTA && text[i] == config.padding();
            places[start + i] = padding ? config.padding() : next;
            if (!padding) {
                next++;
            }
        }
    }

    @Override
    public NDArray embed(Parameters parameters, TokenBatch batch, boolean gradients) {
        List<NDArray> arguments = new ArrayList<>(List.of(batch.ids()));
        arguments.addAll(batch.positions());
        EMBEDDINGS.forEach(name -> arguments.add(parameters.get(name)));
        return script.call("embed", gradients, arguments.toArray(NDArray[]::new));
    }

    @Override
    public NDArray layer(int number, NDArray hidden, Parameters parameters, TokenBatch batch, boolean gradients) {
        List<NDArray> arguments = new ArrayList<>(List.of(hidden));
        batch.mask().ifPresent(arguments::add);
        for (String name : LAYER) {
            String prefix = "encoder.layer." + number + "." + name;
            arguments.add(parameters.get(prefix + ".weight"));
            arguments.add(parameters.get(prefix + ".bias"));
        }
        return script.call(
                ScriptText.View.of(Attention.BIDIRECTIONAL, batch).function(),
                gradients,
                arguments.toArray(NDArray[]::new));
    }

    @Override
    public NDArray finish(NDArray hidden, Parameters parameters, boolean gradients) {
        return hidden;
    }

    @Override
    public void close() {
        script.close();
    }
}
