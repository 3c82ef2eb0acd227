package dev.plumbline.models.network;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One network loaded on several devices of a kind, which share its batches; whichever does one, the vectors are the same. */
public final class SeveralNetworks implements TokenNetwork {

    private final List<TokenNetwork> each;

    private SeveralNetworks(List<TokenNetwork> each) {
        this.each = List.copyOf(each);
    }

    /**
     * Loads a network on every device.
     *
     * @param openers one for each device, at least one
     * @return the network itself if there is one device
     * @throws PlumblineException as an opener, after the others are closed again; of kind USAGE if devices differ so that
     *     their vectors would
     */
    public static TokenNetwork open(List<Supplier<TokenNetwork>> openers) {
        List<TokenNetwork> opened = new ArrayList<>();
        boolean done = false;
        try {
            for (Supplier<TokenNetwork> opener : openers) {
                opened.add(opener.get());
            }
            TokenNetwork first = opened.get(0);
            for (TokenNetwork other : opened) {
                if (!other.facts().equals(first.facts())) {
                    throw PlumblineException.usage(other.device() + " does not compute this network as "
                            + first.device() + " does, and vectors of both would be mixed; name devices of one kind");
                }
            }
            done = true;
            return opened.size() == 1 ? first : new SeveralNetworks(opened);
        } finally {
            if (!done) {
                opened.forEach(TokenNetwork::close);
            }
        }
    }

    private TokenNetwork first() {
        return each.get(0);
    }

    @Override
    public List<TokenNetwork> onEach() {
        return each;
    }

    @Override
    public int width() {
        return first().width();
    }

    @Override
    public boolean knowsTypes() {
        return first().knowsTypes();
    }

    @Override
    public String hash() {
        return first().hash();
    }

    @Override
    public String facts() {
        return first().facts();
    }

    @Override
    public Pass pass() {
        return first().pass();
    }

    @Override
    public Optional<PooledPass> pooledPass(List<Reduction> reductions) {
        return first().pooledPass(reductions);
    }

    /** What fits every device. */
    @Override
    public OptionalInt pooledTokens() {
        return each.stream().allMatch(network -> network.pooledTokens().isPresent())
                ? each.stream()
                        .mapToInt(network -> network.pooledTokens().getAsInt())
                        .min()
                : OptionalInt.empty();
    }

    @Override
    public String device() {
        return String.join(", ", each.stream().map(TokenNetwork::device).toList());
    }

    @Override
    public VectorSearch searching(VectorSearch here, Parallel parallel, Consumer<String> note) {
        return first().searching(here, parallel, note);
    }

    @Override
    public void close() {
        each.forEach(TokenNetwork::close);
    }
}
