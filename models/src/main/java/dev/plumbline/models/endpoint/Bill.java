package dev.plumbline.models.endpoint;

import dev.plumbline.tasks.Charge;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What was asked of an endpoint, added up from its answers. An answer that got lost on its way may have been charged for and is
 * not in here: nobody told. Safe from several threads.
 */
final class Bill {

    private final OptionalDouble perMillion;
    private long requests;
    private long texts;
    private long tokens;
    /** Whether each answer said what it cost. */
    private boolean complete = true;

    /**
     * Nothing asked yet.
     *
     * @param perMillion price of a million tokens
     */
    Bill(OptionalDouble perMillion) {
        this.perMillion = perMillion;
    }

    /** Adds an answered request. */
    synchronized void add(int answered, OptionalLong charged) {
        requests++;
        texts += answered;
        tokens += charged.orElse(0);
        complete &= charged.isPresent();
    }

    /** All so far. */
    synchronized Charge charge() {
        return new Charge(
                requests,
                texts,
                complete ? OptionalLong.of(tokens) : OptionalLong.empty(),
                complete && perMillion.isPresent()
                        ? OptionalDouble.of(tokens / 1e6 * perMillion.getAsDouble())
                        : OptionalDouble.empty());
    }

    /** In a line, for people. */
    @Override
    public synchronized String toString() {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d %s for %,d %s answered",
                requests,
                requests == 1 ? "request" : "requests",
                texts,
                texts == 1 ? "text" : "texts"));
        if (complete) {
            line.append(String.format(Locale.ROOT, ", %,d tokens charged", tokens));
            charge().cost()
                    .ifPresent(cost -> line.append(
                            String.format(Locale.ROOT, ", %,.4f at %s a million", cost, perMillion.getAsDouble())));
        } else {
            line.append(perMillion.isPresent() ? "; it does not say how many tokens it charges for" : "");
        }
        return line.toString();
    }
}
