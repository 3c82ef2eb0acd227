package dev.plumbline.models.transformer;

import java.util.List;
import java.util.Objects;

/**
 * Rotary positions: how fast each pair of a head's values turns from position to position, in the single-precision steps of
 * transformers 5.24.0 ({@code modeling_rope_utils.py}).
 *
 * @param headWidth values of a head, even
 * @param theta base of the wave lengths
 * @param wide whether heads are turned in float32 in a network of another type
 */
public record Rotary(int headWidth, double theta, Scaling scaling, boolean wide) {

    public Rotary {
        Objects.requireNonNull(scaling, "scaling");
    }

    /** How wave lengths are stretched for texts longer than those of the training. */
    public sealed interface Scaling {

        /** Radians per position of each pair of values, of a text of that many tokens. */
        float[] frequencies(int headWidth, double theta, int tokens);

        /** What cosines and sines are multiplied by. */
        default double magnitude() {
            return 1;
        }

        /** Up to so many tokens the frequencies are the same for every text. */
        default int alike() {
            return Integer.MAX_VALUE;
        }
    }

    /** Not at all. */
    public record Unscaled() implements Scaling {
        @Override
        public float[] frequencies(int headWidth, double theta, int tokens) {
            float[] frequencies = new float[headWidth / 2];
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = 1f / power(theta, headWidth, i);
            }
            return frequencies;
        }
    }

    /** All by the same factor. */
    public record Linear(double factor) implements Scaling {
        @Override
        public float[] frequencies(int headWidth, double theta, int tokens) {
            float[] frequencies = new Unscaled().frequencies(headWidth, theta, tokens);
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] /= (float) factor;
            }
            return frequencies;
        }
    }

    /** By a base that grows with the text, once it is longer than {@code longest}. */
    public record Dynamic(double factor, int longest) implements Scaling {
        @Override
        public float[] frequencies(int headWidth, double theta, int tokens) {
            double length = Math.max(tokens, longest);
            double grown =
                    theta * Math.pow(factor * length / longest - (factor - 1), (double) headWidth / (headWidth - 2));
            return new Unscaled().frequencies(headWidth, grown, tokens);
        }

        @Override
        public int alike() {
            return longest;
        }
    }

    /** Llama 3.1's: long waves by the factor, short ones not at all, those between by something between. */
    public record Llama3(double factor, double low, double high, double original) implements Scaling {
        @Override
        public float[] frequencies(int headWidth, double theta, int tokens) {
            float[] frequencies = new Unscaled().frequencies(headWidth, theta, tokens);
            for (int i = 0; i < frequencies.length; i++) {
                float plain = frequencies[i];
                float wave = (float) (2 * Math.PI) / plain;
                if (wave > original / low) {
                    frequencies[i] = plain / (float) factor;
                } else if (wave >= original / high) {
                    float smooth = (float) ((original / wave - low) / (high - low));
                    frequencies[i] = (1 - smooth) * plain / (float) factor + smooth * plain;
                }
            }
            return frequencies;
        }
    }

    /**
     * YaRN's: short waves kept, long ones by the factor, with a ramp between.
     *
     * @param first pair of values at which the ramp begins
     * @param last pair at which it ends
     */
    public record Yarn(double factor, double magnitude, double first, double last) implements Scaling {
        @Override
        public float[] frequencies(int headWidth, double theta, int tokens) {
            float[] frequencies = new float[headWidth / 2];
            double end = first == last ? last + 0.001 : last;
            for (int i = 0; i < frequencies.length; i++) {
                float power = power(theta, headWidth, i);
                float ramp = Math.min(1, Math.max(0, (i - (float) first) / (float) (end - first)));
                float kept = 1 - ramp;
                frequencies[i] = 1f / ((float) factor * power) * (1 - kept) + 1f / power * kept;
            }
            return frequencies;
        }
    }

    /**
     * LongRoPE's: factors for each pair of values, others for texts of more than {@code original} tokens.
     *
     * @param shorter factors of texts up to that length
     * @param longer of longer ones
     */
    public record LongRope(Factors shorter, Factors longer, double magnitude, int original) implements Scaling {
        @Override
        public float[] frequencies(int headWidth, double theta, int tokens) {
            Factors factors = tokens > original ? longer : shorter;
            float[] frequencies = new float[headWidth / 2];
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = 1f / (factors.values().get(i).floatValue() * power(theta, headWidth, i));
            }
            return frequencies;
        }

        @Override
        public int alike() {
            return original;
        }
    }

    /** A factor per pair of values. */
    public record Factors(List<Double> values) {
        public Factors {
            values = List.copyOf(values);
        }
    }

    /** {@code theta^(2i / headWidth)}. */
    private static float power(double theta, int headWidth, int i) {
        float exponent = 2f * i / headWidth;
        return (float) Math.pow((float) theta, exponent);
    }

    /** Those of a text of that many tokens. */
    public float[] frequencies(int tokens) {
        return scaling.frequencies(headWidth, theta, tokens);
    }
}
