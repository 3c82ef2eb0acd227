package dev.plumbline.models.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.ground.PlumblineException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * One input of a graph that is known how to feed.
 *
 * @param shape as declared, -1 where it is open
 */
record GraphInput(String name, Kind kind, OnnxJavaType type, List<Long> shape) {

    GraphInput {
        shape = List.copyOf(shape);
    }

    /** What an input holds. */
    enum Kind {
        /** Token ids, {@code [texts, tokens]}. */
        IDS("input_ids"),
        /** 1 for a token and 0 for padding, {@code [texts, tokens]}. */
        MASK("attention_mask"),
        /** Zeros, {@code [texts, tokens]}. */
        TYPES("token_type_ids"),
        /** Places of tokens in their text, {@code [texts, tokens]}. */
        POSITIONS("position_ids"),
        /** Places of tokens in the batch, {@code [tokens]}. */
        CACHE_POSITION("cache_position"),
        /** Whether a decoder goes on from earlier tokens: it never does, {@code [1]}. */
        CACHE_BRANCH("use_cache_branch"),
        /** A decoder's keys or values of earlier tokens, of which there are none: {@code [texts, heads, 0, width]}. */
        PAST("past_key_values.*");

        private final String input;

        Kind(String input) {
            this.input = input;
        }
    }

    private static final String PAST_PREFIX = "past_key_values.";
    private static final int PAST_RANK = 4;
    private static final int PAST_TOKENS = 2;
    private static final Set<OnnxJavaType> WHOLE = Set.of(OnnxJavaType.INT64, OnnxJavaType.INT32);
    private static final Set<OnnxJavaType> REAL =
            Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

    /** Names of all inputs that are known, for messages. */
    static List<String> known() {
        return List.of(Kind.values()).stream().map(kind -> kind.input).toList();
    }

    /**
     * An input as a graph declares it, what is open of its cache filled in.
     *
     * @throws PlumblineException of kind MODEL if it cannot be fed
     */
    static GraphInput of(String name, TensorInfo declared, GraphSizes sizes, String where) {
        Kind kind = kind(name, where);
        long[] shape = declared.getShape().clone();
        boolean fits =
                switch (kind) {
                    case IDS, TYPES, POSITIONS -> shape.length == 2 && WHOLE.contains(declared.type);
                    case MASK ->
                        shape.length == 2
                                && (WHOLE.contains(declared.type)
                                        || REAL.contains(declared.type)
                                        || declared.type == OnnxJavaType.BOOL);
                    case CACHE_POSITION -> shape.length == 1 && WHOLE.contains(declared.type);
                    case CACHE_BRANCH -> shape.length <= 1 && declared.type == OnnxJavaType.BOOL;
                    case PAST -> shape.length == PAST_RANK && shape[PAST_TOKENS] < 1 && REAL.contains(declared.type);
                };
        if (!fits) {
            throw PlumblineException.model(
                    where + ": the graph's input " + name + " is " + declared + ", not " + expected(kind));
        }
        if (kind == Kind.PAST) {
            shape[1] = size(shape[1], sizes.heads().orElse(-1), name, "num_key_value_heads", where);
            shape[PAST_TOKENS] = 0;
            shape[3] = size(shape[3], sizes.headWidth().orElse(-1), name, "head_dim", where);
        }
        return new GraphInput(
                name, kind, declared.type, Arrays.stream(shape).boxed().toList());
    }

    private static Kind kind(String name, String where) {
        for (Kind kind : Kind.values()) {
            if (name.equals(kind.input) || (kind == Kind.PAST && name.startsWith(PAST_PREFIX))) {
                return kind;
            }
        }
        throw PlumblineException.model(where + ": the graph wants the input " + name + "; an encoder's are " + known());
    }

    private static String expected(Kind kind) {
        return switch (kind) {
            case IDS, TYPES, POSITIONS -> "int64 or int32 of [texts, tokens]";
            case MASK -> "numbers of [texts, tokens]";
            case CACHE_POSITION -> "int64 or int32 of [tokens]";
            case CACHE_BRANCH -> "one bool";
            case PAST ->
                "float32 or float16 of [texts, heads, earlier tokens, width] that may be without earlier tokens";
        };
    }

    private static long size(long declared, long configured, String name, String key, String where) {
        if (declared < 1 && configured < 1) {
            throw PlumblineException.model(where + ": the graph's input " + name
                    + " leaves a size open that config.json does not say either: " + key);
        }
        return declared < 1 ? configured : declared;
    }

    /** Its shape for a batch. */
    long[] shape(long texts, long tokens) {
        return switch (kind) {
            case IDS, MASK, TYPES, POSITIONS -> new long[] {texts, tokens};
            case CACHE_POSITION -> new long[] {tokens};
            case CACHE_BRANCH -> shape.isEmpty() ? new long[0] : new long[] {1};
            case PAST -> new long[] {texts, shape.get(1), 0, shape.get(3)};
        };
    }
}
