package dev.plumbline.models.form;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.Encoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One form of a model's vectors.
 *
 * @param cut how they are shortened; empty for all values as they are
 * @param type bits kept of each value
 */
public record VectorForm(Optional<Cut> cut, VectorType type) {

    /** The vectors as the model gives them. */
    public static final VectorForm FULL = new VectorForm(Optional.empty(), VectorType.F32);

    public VectorForm {
        Objects.requireNonNull(cut, "cut");
        Objects.requireNonNull(type, "type");
    }

    /** Every cut with every type, in the order given; all values or f32 where none is named. */
    public static List<VectorForm> product(Collection<Cut> cuts, Collection<VectorType> types) {
        List<Optional<Cut>> widths = cuts.isEmpty()
                ? List.of(Optional.empty())
                : cuts.stream().distinct().map(Optional::of).toList();
        List<VectorType> wanted = types.isEmpty()
                ? List.of(VectorType.F32)
                : types.stream().distinct().toList();
        List<VectorForm> forms = new ArrayList<>();
        widths.forEach(width -> wanted.forEach(type -> forms.add(new VectorForm(width, type))));
        return List.copyOf(forms);
    }

    /**
     * This form of that model's vectors; all its values, not scaled, are none cut off.
     *
     * @throws PlumblineException of kind USAGE if the model is known to have fewer dimensions
     */
    public VectorForm of(Encoder model) {
        int width = model.card().dimensions();
        if (cut.isEmpty() || width == 0) {
            return this;
        }
        if (cut.get().width() > width) {
            throw PlumblineException.usage("--dims " + cut.get().width() + " is more than the " + width
                    + " dimensions of " + model.card().name());
        }
        return cut.get().equals(new Cut(width, false)) ? new VectorForm(Optional.empty(), type) : this;
    }

    /** What mteb's {@code experiment_kwargs} hold of it, by name; empty for the full vectors. */
    public SortedMap<String, Object> settings() {
        SortedMap<String, Object> settings = new TreeMap<>();
        cut.ifPresent(shorter -> settings.put(shorter.setting(), shorter.width()));
        if (type != VectorType.F32) {
            settings.put("output_dtypes", type.label());
        }
        return settings;
    }

    /**
     * Name of its folder below {@code experiments/}, such as {@code embed_dim_64__output_dtypes_int8} (mteb 2.20.0,
     * {@code models/model_meta.py _serialize_experiment_kwargs_to_name}); empty for the full vectors. What mteb cannot do,
     * scaling after the cut, is {@code unit_embed_dim_64}.
     */
    public Optional<String> experiment() {
        return experiment(settings());
    }

    /** The name of the folder for any settings; empty for none. */
    public static Optional<String> experiment(SortedMap<String, Object> settings) {
        return settings.isEmpty()
                ? Optional.empty()
                : Optional.of(settings.entrySet().stream()
                        .map(setting -> setting.getKey() + "_" + setting.getValue())
                        .collect(Collectors.joining("__")));
    }

    /** The model with vectors of this form; the model itself for the full ones. Closing it leaves the model open. */
    public Encoder view(Encoder model) {
        VectorForm form = of(model);
        return form.equals(FULL) ? model : new ReducedEncoder(model, form);
    }
}
