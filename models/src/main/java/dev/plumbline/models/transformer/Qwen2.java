package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Qwen2 as {@link Qwen2Config} describes it, one call into libtorch per layer. */
final class Qwen2 implements Transformer {

    /** A layer's parameters, in the order of its function. */
    private static final List<String> LAYER = List.of(
            "input_layernorm.weight",
            "self_attn.q_proj.weight",
            "self_attn.q_proj.bias",
            "self_attn.k_proj.weight",
            "self_attn.k_proj.bias",
            "self_attn.v_proj.weight",
            "self_attn.v_proj.bias",
            "self_attn.o_proj.weight",
            "post_attention_layernorm.weight",
            "mlp.gate_proj.weight",
            "mlp.up_proj.weight",
            "mlp.down_proj.weight");

    private final Qwen2Config config;
    private final Attention attention;
    private final RotaryTable rotary;
    private final ScriptModule script;

    Qwen2(Qwen2Config config, Attention attention, Precision precision, Dropout dropout, NDManager parent) {
        this.config = config;
        this.attention = attention;
        this.rotary = new RotaryTable(config.headWidth(), config.rotaryFrequencies());
        this.script = ScriptModule.compile(parent, functions(config, precision, dropout));
    }

    private static List<ScriptMethod> functions(Qwen2Config config, Precision precision, Dropout dropout) {
        List<ScriptMethod> functions = new ArrayList<>();
        functions.add(
                new ScriptMethod("embed", List.of("ids", "table"), List.of("return torch.embedding(table, ids)")));
        functions.add(new ScriptMethod(
                "norm",
                List.of("x", "w"),
                List.of("return torch.rms_norm(x, [" + config.width() + "], w, " + ScriptText.number(config.eps())
                        + ")")));
        functions.add(new ScriptMethod(
                "rotate",
                List.of("x", "cos", "sin"),
                List.of(
                        "h = torch.cat([torch.neg(torch.slice(x, -1, " + config.headWidth() / 2
                                + ")), torch.slice(x, -1, None, " + config.headWidth() / 2 + ")], -1)",
                        "return torch.add(torch.mul(x, cos), torch.mul(h, sin))")));
        for (ScriptText.View view : ScriptText.View.values()) {
            functions.add(layer(config, precision, dropout, view));
        }
        return functions;
    }

    private static ScriptMethod layer(Qwen2Config config, Precision precision, Dropout dropout, ScriptText.View view) {
        List<String> parameters = new ArrayList<>(List.of("x", "cos", "sin"));
        parameters.addAll(view.extra());
        parameters.addAll(List.of("n1", "qw", "qb", "kw", "kb", "vw", "vb", "ow", "n2", "gw", "uw", "dw"));
        List<String> body = new ArrayList<>(List.of(
                "b = torch.size(x, 0)",
                "t = torch.size(x, 1)",
                "y = (self).norm(x, n1, )",
                "q = "
                        + ScriptText.heads(
                                ScriptText.linear(precision, "y", "qw", "qb"), config.heads(), config.headWidth()),
                "k = "
                        + ScriptText.heads(
                                ScriptText.linear(precision, "y", "kw", "kb"), config.keyHeads(), config.headWidth()),
                "v = "
                        + ScriptText.heads(
                                ScriptText.linear(precision, "y", "vw", "vb"), config.keyHeads(), config.headWidth()),
                "q = (self).rotate(q, cos, sin, )",
                "k = (self).rotate(k, cos, sin, )"));
        int group = config.heads() / config.keyHeads();
        if (group > 1) {
            // the kernel that never holds all scores takes as many keys as queries
            body.add("k = torch.repeat_interleave(k, " + group + ", 1)");
            body.add("v = torch.repeat_interleave(v, " + group + ", 1)");
        }
        body.addAll(List.of(
                view.attend(precision, dropout, "q", "k", "v"),
                ScriptText.join(config.heads() * config.headWidth()),
                "r = torch.add(x, " + ScriptText.linear(precision, "j", "ow", "None") + ")",
                "z = (self).norm(r, n2, )",
                "m = torch.mul(torch.silu(" + ScriptText.linear(precision, "z", "gw", "None") + "), "
                        + ScriptText.linear(precision, "z", "uw", "None") + ")",
                "return torch.add(r, " + ScriptText.linear(precision, "m", "dw", "None") + ")"));
        return new ScriptMethod(view.function(), parameters, body);
    }

    @Override
    public int layers() {
        return config.layers();
    }

    @Override
    public TokenBatch batch(NDManager manager, int[][] tokens) {
        Optional<NDArray> mask = attention == Attention.CAUSAL ? Optional.empty() : TokenBatch.mask(manager, tokens);
        int longest = TokenBatch.longest(tokens);
        Shape shape = new Shape(longest, config.headWidth());
        List<NDArray> positions =
                List.of(manager.create(rotary.cosines(longest), shape), manager.create(rotary.sines(longest), shape));
        return new TokenBatch(TokenBatch.ids(manager, tokens), mask, positions);
    }

    @Override
    public NDArray embed(Parameters parameters, TokenBatch batch, boolean gradients) {
        return script.call("embed", gradients, batch.ids(), parameters.get("embed_tokens.weight"));
    }

    @Override
    public NDArray layer(int number, NDArray hidden, Parameters parameters, TokenBatch batch, boolean gradients) {
        List<NDArray> arguments = new ArrayList<>();
        arguments.add(hidden);
        arguments.addAll(batch.positions());
        batch.mask().ifPresent(arguments::add);
        for (String name : LAYER) {
            arguments.add(parameters.get("layers." + number + "." + name));
        }
        return script.call(
                ScriptText.View.of(attention, batch).function(), gradients, arguments.toArray(NDArray[]::new));
    }

    @Override
    public NDArray finish(NDArray hidden, Parameters parameters, boolean gradients) {
        try (hidden) {
            return script.call("norm", gradients, hidden, parameters.get("norm.weight"));
        }
    }

    @Override
    public void close() {
        script.close();
    }
}
