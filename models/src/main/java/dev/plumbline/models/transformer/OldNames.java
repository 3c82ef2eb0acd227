package dev.plumbline.models.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Names that parameters have in checkpoints of older code, which transformers 5.24.0 still reads and for some networks still
 * writes ({@code conversion_mapping.py}).
 */
final class OldNames {

    /** Of nomic_bert: ours, theirs. Gate and up are named by what each does, not by its number. */
    private static final Map<String, String> NOMIC = Map.of(
            "embeddings.LayerNorm", "emb_ln",
            "self_attn.o_proj", "attn.out_proj",
            "mlp.up_proj", "mlp.fc11",
            "mlp.gate_proj", "mlp.fc12",
            "mlp.down_proj", "mlp.fc2",
            "post_attention_layernorm", "norm1",
            "post_mlp_layernorm", "norm2");

    private static final List<String> JOINED = List.of("q_proj", "k_proj", "v_proj");

    private OldNames() {}

    /**
     * Where a parameter may be.
     *
     * @param part which of the tensor's parts it is, from 0
     * @param parts how many parameters lie in the tensor, one under the other
     */
    record Old(String tensor, int part, int parts) {}

    /** Places of a parameter besides its own name. */
    static List<Old> of(TransformerConfig config, String name) {
        List<Old> names = new ArrayList<>();
        if (name.contains("LayerNorm.")) {
            // TensorFlow's names
            names.add(new Old(
                    name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"),
                    0,
                    1));
        }
        if (config.type().equals("nomic_bert")) {
            names.addAll(nomic(name));
        }
        return names;
    }

    private static List<Old> nomic(String name) {
        String old = name.startsWith("layers.") ? "encoder." + name : name;
        for (Map.Entry<String, String> entry : NOMIC.entrySet()) {
            old = old.replace(entry.getKey() + ".", entry.getValue() + ".");
        }
        for (int part = 0; part < JOINED.size(); part++) {
            String own = "self_attn." + JOINED.get(part) + ".";
            if (old.contains(own)) {
                return List.of(new Old(old.replace(own, "attn.Wqkv."), part, JOINED.size()));
            }
        }
        return List.of(new Old(old, 0, 1));
    }
}
