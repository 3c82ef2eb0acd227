package dev.plumbline.models.transformer;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.safetensors.AdapterBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A network that is computed natively, as its {@code config.json} describes it: everything besides the weights that decides
 * token vectors. Encoding, training and export are all made from it; {@link Family} reads it.
 *
 * @param type {@code model_type}
 * @param norm every norm's kind
 * @param parts of a layer, in the order of its parameters
 * @param prefix of a layer's tensors, before its number
 * @param last the norm after the last layer
 * @param buckets the table of what is added to scores by distance
 * @param heads what else checkpoints of such networks hold, by the beginnings of tensors' names; it does not change token
 *     vectors
 * @param prefixes that tensors' names have in checkpoints of networks with a head
 * @param attention where the file or the kind of network settles it
 * @param onlyBidirectional whether it knows no other
 */
public record TransformerConfig(
        String type,
        Sizes sizes,
        Embedding embedding,
        Positions positions,
        Windows windows,
        ScoreScale scores,
        Norm norm,
        Activation activation,
        String prefix,
        List<Part> parts,
        Optional<String> last,
        Optional<String> buckets,
        List<String> prefixes,
        List<String> heads,
        Optional<Attention> attention,
        boolean onlyBidirectional) {

    public TransformerConfig {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(buckets, "buckets");
        Objects.requireNonNull(attention, "attention");
        parts = List.copyOf(parts);
        prefixes = List.copyOf(prefixes);
        heads = List.copyOf(heads);
        if (windows.local().size() != sizes.layers()) {
            throw new IllegalArgumentException(windows.local().size() + " windows for " + sizes.layers() + " layers");
        }
    }

    /**
     * Reads a file. Everything in it that would change the vectors and is not supported is refused by name.
     *
     * @throws PlumblineException of kind MODEL if it cannot be read, or needs what is not supported
     */
    public static TransformerConfig read(Path file) {
        ConfigFile config = ConfigFile.read(AdapterBase.config(file));
        return Family.of(config).read(config);
    }

    /** Values per token vector. */
    public int width() {
        return sizes.width();
    }

    /** Token ids are less than this. */
    public int vocabulary() {
        return sizes.vocabulary();
    }

    /** Most tokens of a text that the network was made for. Where positions are learned it has none for more. */
    public int longest() {
        return positions.longest();
    }

    /** What a layer is made of. */
    public Map<PartRole, Part> layer(int number) {
        Map<PartRole, Part> layer = new EnumMap<>(PartRole.class);
        parts.stream().filter(part -> part.from() <= number).forEach(part -> layer.put(part.role(), part));
        return layer;
    }

    /** A layer's tensors begin so. */
    public String prefix(int layer) {
        return prefix + layer + ".";
    }

    /** Its parameters by the names of transformers' {@code state_dict}, without the prefix of a model with a head. */
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> parameters = new ArrayList<>(embedding.parameters(sizes, positions, norm));
        for (int number = 0; number < sizes.layers(); number++) {
            int layer = number;
            parts.stream()
                    .filter(part -> part.from() <= layer)
                    .forEach(part -> parameters.addAll(part.parameters(prefix(layer), sizes)));
        }
        last.ifPresent(name -> parameters.addAll(finalNorm(name)));
        buckets.ifPresent(
                name -> parameters.add(ParameterSpec.of(name + ".weight", positions.buckets(), sizes.heads())));
        return parameters;
    }

    private List<ParameterSpec> finalNorm(String name) {
        ParameterSpec weight = ParameterSpec.of(name + ".weight", sizes.width());
        return norm.bias() ? List.of(weight, ParameterSpec.of(name + ".bias", sizes.width())) : List.of(weight);
    }

    /**
     * Whether a checkpoint's tensor that is no parameter is one of those that come with such networks and do not change token
     * vectors: heads, poolers, tables that are computed.
     *
     * @param name without the prefix
     */
    public boolean ignores(String name) {
        return name.endsWith("rotary_emb.inv_freq") || heads.stream().anyMatch(name::startsWith);
    }

    /**
     * Holds an attention to what the network can do.
     *
     * @throws PlumblineException of kind USAGE if it cannot
     */
    public void check(Attention wanted) {
        if (onlyBidirectional && wanted != Attention.BIDIRECTIONAL) {
            throw PlumblineException.usage(
                    "the attention of a " + type + " network is bidirectional, not " + wanted.label());
        }
    }
}
