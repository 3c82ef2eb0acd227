package dev.plumbline.models.text;

import dev.plumbline.ground.Sha256;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.models.explain.Explainable;
import dev.plumbline.models.explain.Explanation;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Texts go to one of several encoders by their role, as a Router of sentence-transformers sends them. */
public final class RoutedEncoder implements IncrementalEncoder, Explainable {

    private final ModelCard card;
    private final Map<Role, TextEncoder> routes;

    /**
     * Takes over the encoders, which it closes.
     *
     * @param routes one for each role, some perhaps the same; all give vectors of the card's width
     */
    public RoutedEncoder(ModelCard card, Map<Role, TextEncoder> routes) {
        this.card = card;
        this.routes = new EnumMap<>(routes);
        for (Role role : Role.values()) {
            TextEncoder encoder = routes.get(role);
            if (encoder == null || encoder.card().dimensions() != card.dimensions()) {
                throw new IllegalArgumentException("no encoder of " + card.dimensions() + " dimensions for " + role);
            }
        }
    }

    private TextEncoder route(Role role) {
        return Objects.requireNonNull(routes.get(role), role::name);
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public void encode(EncodeRequest request, Sink sink) {
        route(request.role()).encode(request, sink);
    }

    @Override
    public VectorSearch searching(VectorSearch here, Parallel parallel) {
        return route(Role.DOCUMENT).searching(here, parallel);
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return route(role).prompt(task, role);
    }

    @Override
    public Explanation explain(TaskSpec task, Role role, String text) {
        return route(role).explain(task, role, text);
    }

    /** Vectors are kept under prompt and text put together, and here the role decides them too. */
    @Override
    public Optional<String> fingerprint() {
        return Optional.empty();
    }

    @Override
    public Optional<String> identity() {
        StringBuilder facts = new StringBuilder();
        routes.forEach((role, encoder) -> facts.append(role)
                .append(' ')
                .append(encoder.identity().orElseThrow())
                .append('\n'));
        return Optional.of(Sha256.hex(facts.toString()));
    }

    /** What all say alike once, and what they do not with the roles it is true for. */
    @Override
    public Map<String, String> about() {
        Map<Role, Map<String, String>> each = new EnumMap<>(Role.class);
        Set<String> keys = new LinkedHashSet<>();
        routes.forEach((role, encoder) -> {
            each.put(role, encoder.about());
            keys.addAll(each.get(role).keySet());
        });
        Map<String, String> facts = new LinkedHashMap<>();
        for (String key : keys) {
            Map<String, Set<String>> roles = new LinkedHashMap<>();
            each.forEach(
                    (role, about) -> roles.computeIfAbsent(about.getOrDefault(key, "none"), value -> new TreeSet<>())
                            .add(role.promptType().orElse("neither").toLowerCase(Locale.ROOT)));
            facts.put(key, roles.size() == 1 ? roles.keySet().iterator().next() : label(roles));
        }
        return facts;
    }

    private static String label(Map<String, Set<String>> roles) {
        StringBuilder label = new StringBuilder();
        roles.forEach((value, who) -> label.append(label.isEmpty() ? "" : "; ")
                .append(String.join(" and ", who))
                .append(": ")
                .append(value));
        return label.toString();
    }

    @Override
    public List<String> warnings() {
        return routes.values().stream()
                .flatMap(encoder -> encoder.warnings().stream())
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        routes.values().stream().distinct().forEach(TextEncoder::close);
    }
}
