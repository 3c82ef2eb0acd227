package dev.plumbline.models.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a batch lies in its arrays, and what a layer's attention sees of it; each has a function of its own, since an argument
 * cannot be left out. Everything of a layer that depends on it is here.
 */
enum View {
    /** All tokens. */
    OPEN("open", Layout.PADDED, "None", false),
    /** What a mask leaves: all but padding, or what is near. */
    MASKED("masked", Layout.PADDED, "mask", false),
    /** Tokens up to its own; padding, on the right, is then never seen by a text's own tokens. */
    CAUSAL("causal", Layout.PADDED, "None", true),

    GATHERED_OPEN("gathered_open", Layout.GATHERED, "None", false),
    GATHERED_MASKED("gathered_masked", Layout.GATHERED, "mask", false),
    GATHERED_CAUSAL("gathered_causal", Layout.GATHERED, "None", true),

    EFFICIENT_OPEN("efficient_open", Layout.EFFICIENT, "None", false),
    EFFICIENT_CAUSAL("efficient_causal", Layout.EFFICIENT, "None", true),

    FLASH_OPEN("flash_open", Layout.FLASH, "None", false),
    FLASH_CAUSAL("flash_causal", Layout.FLASH, "None", true);

    private final String suffix;
    private final Layout layout;
    private final String mask;
    private final boolean causal;

    View(String suffix, Layout layout, String mask, boolean causal) {
        this.suffix = suffix;
        this.layout = layout;
        this.mask = mask;
        this.causal = causal;
    }

    /** The view of a layout in which attention is such. */
    static View of(Layout layout, boolean masked, boolean causal) {
        for (View view : views(layout)) {
            if (view.mask.equals("mask") == masked && (masked || view.causal == causal)) {
                return view;
            }
        }
        throw new IllegalArgumentException(layout + " takes no mask");
    }

    /** Views of a layout. */
    static List<View> views(Layout layout) {
        return Arrays.stream(values()).filter(view -> view.layout == layout).toList();
    }

    String suffix() {
        return suffix;
    }

    boolean causal() {
        return causal;
    }

    /** Whether heads that share a key must each have it. */
    boolean repeatsKeys() {
        return layout != Layout.FLASH;
    }

    /** The layer's parameters before its weights, besides {@code x} and tables of positions. */
    List<String> extra() {
        List<String> extra = new ArrayList<>(
                switch (layout) {
                    case PADDED -> List.<String>of();
                    case GATHERED -> List.of("padded", "packed");
                    case EFFICIENT, FLASH -> List.of("starts", "longest");
                });
        if (mask.equals("mask")) {
            extra.add("mask");
        }
        return extra;
    }

    /** A layer's first lines. */
    List<String> sizes() {
        return switch (layout) {
            case PADDED -> List.of("b = torch.size(x, 0)", "t = torch.size(x, 1)");
            case GATHERED -> List.of("b = torch.size(padded, 0)", "t = torch.size(padded, 1)");
            case EFFICIENT, FLASH -> List.of("t = torch.size(longest, 0)");
        };
    }

    /** Vectors of heads side by side, split: {@code [texts, heads, tokens, headWidth]}, or {@code [tokens, heads, headWidth]}. */
    String heads(String vectors, int heads, int headWidth) {
        return layout == Layout.PADDED
                ? "torch.transpose(torch.view(" + vectors + ", [b, t, " + heads + ", " + headWidth + "]), 1, 2)"
                : "torch.view(" + vectors + ", [-1, " + heads + ", " + headWidth + "])";
    }

    /** {@code j} = the heads of {@code a} side by side again: {@code [texts, tokens, width]}, or {@code [tokens, width]}. */
    String join(int width) {
        return switch (layout) {
            case PADDED -> "j = torch.reshape(torch.transpose(a, 1, 2), [b, t, " + width + "])";
            case GATHERED ->
                "j = torch.index_select(torch.reshape(torch.transpose(a, 1, 2), [-1, " + width + "]), 0, packed)";
            case EFFICIENT, FLASH -> "j = torch.reshape(a, [-1, " + width + "])";
        };
    }

    /**
     * {@code a = attention(q, k, v)}, all as {@link #heads} has them.
     *
     * @param bias what is added to the scores besides the mask, or {@code None}
     * @param reach tokens to the left and right that a token sees; negative for all. Elsewhere the mask says so
     */
    List<String> attend(LayerScript.Computed computed, ScoreScale scores, int headWidth, String bias, Reach reach) {
        String scale = scores.scale() == 1 / Math.sqrt(headWidth) ? "None" : ScriptText.number(scores.scale());
        Precision precision = computed.precision();
        String operands = precision.operand("q") + ", " + precision.operand("k") + ", " + precision.operand("v");
        String dropout = ScriptText.number(computed.dropout().attention());
        return switch (layout) {
            case PADDED -> padded(computed, scores, scale, bias);
            case GATHERED -> {
                List<String> lines = new ArrayList<>();
                lines.add("g = torch.reshape(padded, [-1])");
                for (String heads : List.of("q", "k", "v")) {
                    lines.add(heads + " = torch.transpose(torch.view(torch.index_select(" + heads
                            + ", 0, g), [b, t, -1, " + headWidth + "]), 1, 2)");
                }
                lines.addAll(padded(computed, scores, scale, bias));
                yield lines;
            }
            case EFFICIENT ->
                List.of(
                        "q = torch.unsqueeze(q, 0)",
                        "k = torch.unsqueeze(k, 0)",
                        "v = torch.unsqueeze(v, 0)",
                        "a, l0, l1, l2, l3, l4 = torch._efficient_attention_forward(" + operands
                                + ", None, starts, starts, t, t, " + dropout + ", " + (causal ? "1" : "0")
                                + ", " + script(computed.trained()) + ", scale=" + scale
                                + ", seqlen_k=None, window_size=None)");
            case FLASH ->
                List.of("a, l0, l1, l2, l3 = torch._flash_attention_forward(" + operands
                        + ", starts, starts, t, t, " + dropout + ", " + script(causal) + ", False, scale=" + scale
                        + ", window_size_left=" + reach.left() + ", window_size_right=" + reach.right()
                        + ", seqused_k=None, alibi_slopes=None)");
        };
    }

    /**
     * What the flash kernel lets a token see.
     *
     * @param left tokens before its own; TorchScript, {@code None} for all
     * @param right tokens after it
     */
    record Reach(String left, String right) {

        static final Reach ALL = new Reach("None", "None");

        static Reach of(int left, int right) {
            return new Reach(String.valueOf(left), String.valueOf(right));
        }
    }

    private List<String> padded(LayerScript.Computed computed, ScoreScale scores, String scale, String bias) {
        String added =
                bias.equals("None") ? mask : mask.equals("None") ? bias : "torch.add(" + bias + ", " + mask + ")";
        if (scores.cap().isPresent()) {
            return capped(computed, scores, added);
        }
        Precision precision = computed.precision();
        return List.of(
                "a = torch.scaled_dot_product_attention(" + precision.operand("q") + ", " + precision.operand("k")
                        + ", " + precision.operand("v") + ", " + precision.operand(added) + ", "
                        + ScriptText.number(computed.dropout().attention()) + ", " + script(causal) + ", scale="
                        + scale + ", enable_gqa=False)");
    }

    private static String script(boolean value) {
        return value ? "True" : "False";
    }

    /** In the steps of transformers' {@code eager_attention_forward}; the fused kernels know no cap. */
    private List<String> capped(LayerScript.Computed computed, ScoreScale scores, String added) {
        if (causal) {
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
