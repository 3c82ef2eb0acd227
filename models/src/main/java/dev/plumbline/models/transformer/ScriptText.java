package dev.plumbline.models.transformer;

import java.math.BigDecimal;

/** Pieces of TorchScript. */
final class ScriptText {

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

    /** Values {@code from} up to {@code to} of each vector. */
    static String slice(String vectors, int from, int to) {
        return "torch.slice(" + vectors + ", -1, " + from + ", " + to + ")";
    }
}
