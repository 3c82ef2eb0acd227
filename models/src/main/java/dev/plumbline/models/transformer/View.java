package dev.plumbline.models.transformer;

import java.util.List;

/**
 * How a batch lies in its arrays, and what a layer's attention sees of it; each has a function of its own, since an argument
 * cannot be left out. Everything of a layer that depends on it is here.
 */
enum View {
    /** All tokens. */
    OPEN("open", "None", "False"),
    /** What a mask leaves: all but padding, or what is near. */
    MASKED("masked", "mask", "False"),
    /** Tokens up to its own; padding, on the right, is then never seen by a text's own tokens. */
    CAUSAL("causal", "None", "True");

    private final String suffix;
    private final String mask;
    private final String causal;

    View(String suffix, String mask, String causal) {
        this.suffix = suffix;
        this.mask = mask;
        this.causal = causal;
    }

    String suffix() {
        return suffix;
    }

    /** The layer's parameters before its weights, besides {@code x}. */
    List<String> extra() {
        return this == MASKED ? List.of("mask") : List.of();
    }

    /** A layer's first lines. */
    List<String> sizes() {
        return List.of("b = torch.size(x, 0)", "t = torch.size(x, 1)");
    }

    /** Vectors of heads side by side, split: {@code [texts, heads, tokens, headWidth]}. */
    String heads(String vectors, int heads, int headWidth) {
        return "torch.transpose(torch.view(" + vectors + ", [b, t, " + heads + ", " + headWidth + "]), 1, 2)";
    }

    /** {@code j} = the heads of {@code a} side by side again: {@code [texts, tokens, width]}. */
    String join(int width) {
        return "j = torch.reshape(torch.transpose(a, 1, 2), [b, t, " + width + "])";
    }

    /**
     * {@code a = attention(q, k, v)}, all of {@code [texts, heads, tokens, headWidth]}.
     *
     * @param bias what is added to the scores besides the mask, or {@code None}
     */
    List<String> attend(LayerScript.Computed computed, Scores scores, int headWidth, String bias) {
        String added =
                bias.equals("None") ? mask : mask.equals("None") ? bias : "torch.add(" + bias + ", " + mask + ")";
        if (scores.cap().isPresent()) {
            return capped(computed, scores, added);
        }
        boolean usual = scores.scale() == 1 / Math.sqrt(headWidth);
        Precision precision = computed.precision();
        return List.of(
                "a = torch.scaled_dot_product_attention(" + precision.operand("q") + ", " + precision.operand("k")
                        + ", " + precision.operand("v") + ", " + precision.operand(added) + ", "
                        + ScriptText.number(computed.dropout().attention()) + ", " + causal + ", scale="
                        + (usual ? "None" : ScriptText.number(scores.scale())) + ", enable_gqa=False)");
    }

    /** In the steps of transformers' {@code eager_attention_forward}; the fused kernels know no cap. */
    private List<String> capped(LayerScript.Computed computed, Scores scores, String added) {
        if (this == CAUSAL) {
            throw new IllegalArgumentException("capped scores are masked");
        }
        Precision precision = computed.precision();
        String cap = ScriptText.number(scores.cap().orElseThrow());
        String masked = added.equals("None") ? "s" : "torch.add(s, " + added + ")";
        String shares = "torch.to(torch.softmax(" + masked + ", -1, 6), "
                + computed.type().number() + ")";
        return List.of(
                "s = torch.mul(torch.matmul(" + precision.operand("q") + ", torch.transpose(" + precision.operand("k")
                        + ", 2, 3)), " + ScriptText.number(scores.scale()) + ")",
                "s = torch.mul(torch.tanh(torch.div(s, " + cap + ")), " + cap + ")",
                "p = " + computed.dropout().ofAttention(shares),
                "a = torch.matmul(" + precision.operand("p") + ", " + precision.operand("v") + ")");
    }
}
