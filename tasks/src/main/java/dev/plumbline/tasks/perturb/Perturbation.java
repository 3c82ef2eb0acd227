package dev.plumbline.tasks.perturb;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.RandomStream;
import dev.plumbline.ground.Sha256;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Changes of texts that belong together, each with its rate: {@code typos=0.05}, or {@code case=1+typos=0.05} for both in one
 * text.
 *
 * @param rates by kind, at least one, each from 0 to 1
 */
public record Perturbation(Map<PerturbationKind, BigDecimal> rates) {

    /** What the names of settings in mteb's {@code experiment_kwargs} begin with. */
    public static final String SETTING = "perturb_";

    private static final long SEED = 42;
    private static final int SEED_DIGITS = 16;
    private static final int HEXADECIMAL = 16;

    public Perturbation {
        if (rates.isEmpty()) {
            throw new IllegalArgumentException("no kind of change");
        }
        EnumMap<PerturbationKind, BigDecimal> sorted = new EnumMap<>(PerturbationKind.class);
        rates.forEach((kind, rate) -> {
            if (rate.signum() < 0 || rate.compareTo(BigDecimal.ONE) > 0) {
                throw PlumblineException.usage("--perturb " + kind.label() + "=" + rate.toPlainString()
                        + ": a rate is from 0 to 1, such as " + kind.label() + "=0.05");
            }
            sorted.put(kind, rate.signum() == 0 ? BigDecimal.ZERO : rate.stripTrailingZeros());
        });
        rates = Collections.unmodifiableMap(sorted);
    }

    /**
     * Reads {@code KIND=RATE}, several joined by {@code +}.
     *
     * @throws PlumblineException of kind USAGE for an unknown kind, a kind given twice, and what is no rate
     */
    public static Perturbation of(String given) {
        Map<PerturbationKind, BigDecimal> rates = new EnumMap<>(PerturbationKind.class);
        for (String part : List.of(given.split("\\+", -1))) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            PerturbationKind kind = PerturbationKind.named(name.strip(), given);
            if (equals < 0) {
                throw PlumblineException.usage(
                        "--perturb " + given + ": " + name + " needs a rate, as in " + name + "=0.05");
            }
            if (rates.put(kind, rate(part.substring(equals + 1).strip(), kind, given)) != null) {
                throw PlumblineException.usage("--perturb " + given + " says " + kind.label() + " twice");
            }
        }
        return new Perturbation(rates);
    }

    private static BigDecimal rate(String text, PerturbationKind kind, String given) {
        BigDecimal rate;
        try {
            // 1e-999999999 is a number too, of a gigabyte of digits
            rate = text.length() > 20 ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            rate = null;
        }
        if (rate == null
                || rate.signum() < 0
                || rate.scale() > 20
                || rate.scale() < -1
                || rate.compareTo(BigDecimal.ONE) > 0) {
            throw PlumblineException.usage("--perturb " + given + ": '" + text
                    + "' is no rate; it is the share of what is changed, from 0 to 1, as in " + kind.label() + "=0.05");
        }
        return rate;
    }

    /** The changed text; the same for the same text. A text is never left blank. */
    public String apply(String text) {
        String changed = text;
        for (Map.Entry<PerturbationKind, BigDecimal> change : rates.entrySet()) {
            String next =
                    change.getKey().apply(changed, change.getValue().doubleValue(), random(change.getKey(), changed));
            changed = next.isBlank() ? changed : next;
        }
        return changed;
    }

    /** Of the kind's name and the text; a kind keeps its stream whatever other kinds there will be. */
    private static UniformRandomProvider random(PerturbationKind kind, String text) {
        String hash = Sha256.hex(kind.label() + "\n" + text).substring(0, SEED_DIGITS);
        return RandomStream.at(SEED, Long.parseUnsignedLong(hash, HEXADECIMAL));
    }

    /** As it is given, kinds in alphabetical order. */
    public String label() {
        return byName().entrySet().stream()
                .map(rate -> rate.getKey() + "=" + rate.getValue().toPlainString())
                .collect(Collectors.joining("+"));
    }

    /** What the experiment's {@code experiment_kwargs} hold of it, by name. */
    public SortedMap<String, Object> settings() {
        SortedMap<String, Object> settings = new TreeMap<>();
        byName().forEach((kind, rate) -> settings.put(SETTING + kind, rate));
        return settings;
    }

    private SortedMap<String, BigDecimal> byName() {
        SortedMap<String, BigDecimal> named = new TreeMap<>();
        rates.forEach((kind, rate) -> named.put(kind.label(), rate));
        return named;
    }
}
