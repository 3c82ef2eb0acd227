package dev.plumbline.models.transformer;

import dev.plumbline.models.network.Attention;
import java.math.BigDecimal;
import java.util.List;

/** Pieces of TorchScript that the networks have in common. */
final class ScriptText {

    /** What a layer's attention sees; each has a function of its own, since an argument cannot be left out. */
    enum View {
        /** All tokens. */
        OPEN("open", "None", "False"),
        /** All tokens but padding. */
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

        static View of(Attention attention, TokenBatch batch) {
            if (attention == Attention.CAUSAL) {
                return CAUSAL;
            }
            return batch.mask().isPresent() ? MASKED : OPEN;
        }

        String function() {
            return "layer_" + suffix;
        }

        /** The layer's parameters before its weights, besides {@code x}. */
        List<String> extra() {
            return this == MASKED ? List.of("mask") : List.of();
        }

        /** {@code a = attention(q, k, v)}, all of {@code [texts, heads, tokens, headWidth]}. */
        String attend(Precision precision, Dropout dropout, String query, String key, String value) {
            return "a = torch.scaled_dot_product_attention(" + precision.operand(query) + ", " + precision.operand(key)
                    + ", " + precision.operand(value) + ", " + precision.operand(mask) + ", "
                    + number(dropout.attention()) + ", " + causal
                    + ", scale=None, enable_gqa=False)";
        }
    }

    private ScriptText() {}

    /** A number as TorchScript reads it back exactly; always with a decimal point. */
    static String number(double value) {
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        return plain.contains(".") ? plain : plain + ".";
    }

    /** A linear map of {@code input}; {@code bias} may be {@code None}. */
    static String linear(Precision precision, String input, String weight, String bias) {
        return "torch.linear(" + precision.operand(input) + ", " + precision.operand(weight) + ", "
                + precision.operand(bias) + ")";
    }

    /** A linear map, split into heads: {@code [texts, heads, tokens, headWidth]}. */
    static String heads(String linear, int heads, int headWidth) {
        return "torch.transpose(torch.view(" + linear + ", [b, t, " + heads + ", " + headWidth + "]), 1, 2)";
    }

    /** {@code j} = the heads of {@code a} side by side: {@code [texts, tokens, width]}. */
    static String join(int width) {
        return "j = torch.reshape(torch.transpose(a, 1, 2), [b, t, " + width + "])";
    }
}
