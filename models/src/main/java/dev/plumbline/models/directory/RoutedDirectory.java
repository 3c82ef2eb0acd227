package dev.plumbline.models.directory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.models.text.RoutedEncoder;
import dev.plumbline.models.text.TextEncoder;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Opens the directory of an encoder, with a Router or without. */
public final class RoutedDirectory {

    private static final int REVISION_DIGITS = 12;

    private RoutedDirectory() {}

    /**
     * Reads the directory and loads its weights, those of all its routes.
     *
     * @throws PlumblineException as {@link ModelDirectory#open}; of kind MODEL too if a role has no route, or routes give
     *     vectors of different widths
     */
    public static Encoder open(Path folder, ModelDirectory.Request request) {
        ModelFolder root = new ModelFolder(folder.toAbsolutePath().normalize());
        if (!root.has(ModuleList.FILE) || !ModuleList.routes(root)) {
            return ModelDirectory.open(folder, request);
        }
        Map<ModuleList, TextEncoder> opened = new LinkedHashMap<>();
        Map<Role, TextEncoder> routes = new EnumMap<>(Role.class);
        RoutedEncoder encoder = null;
        try {
            for (Role role : Role.values()) {
                ModuleList modules = ModuleList.read(root, role);
                TextEncoder own = opened.get(modules);
                if (own == null) {
                    own = ModelDirectory.open(root, modules, request.withCard(card -> card));
                    opened.put(modules, own);
                }
                routes.put(role, own);
            }
            encoder = new RoutedEncoder(request.card().apply(card(root, routes, opened, request)), routes);
            return encoder;
        } finally {
            if (encoder == null) {
                opened.values().forEach(TextEncoder::close);
            }
        }
    }

    private static ModelCard card(
            ModelFolder root,
            Map<Role, TextEncoder> routes,
            Map<ModuleList, TextEncoder> opened,
            ModelDirectory.Request request) {
        ModelCard first = Objects.requireNonNull(routes.get(Role.NONE), "a route for every role")
                .card();
        StringBuilder revisions = new StringBuilder();
        long parameters = 0;
        for (TextEncoder encoder : routes.values()) {
            ModelCard card = encoder.card();
            if (card.dimensions() != first.dimensions()) {
                throw root.wrong(
                        ModuleList.FILE,
                        "the Router's routes give vectors of " + first.dimensions() + " and of " + card.dimensions()
                                + " values, which cannot be compared");
            }
            revisions.append(card.revision()).append('\n');
        }
        for (TextEncoder encoder : opened.values()) {
            parameters += encoder.card().parameters();
        }
        int longest =
                routes.values().stream().allMatch(encoder -> encoder.card().maxTokens() == first.maxTokens())
                        ? first.maxTokens()
                        : 0;
        return new ModelCard(
                first.name(),
                request.revision()
                        .orElse("local-" + Sha256.hex(revisions.toString()).substring(0, REVISION_DIGITS)),
                first.dimensions(),
                longest,
                parameters,
                first.similarity());
    }
}
