package dev.plumbline.models.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.prompt.Prompts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How a family of published models is run.
 *
 * @param name by which {@code --prompts} asks for it
 * @param aliases other such names
 * @param models hub names of the family
 * @param prompts what they put in front of texts
 * @param attention which tokens a token depends on, where that is known
 * @param maxTokens longest input at which mteb runs them, where it sets one
 */
public record Preset(
        String name,
        List<String> aliases,
        List<String> models,
        PromptRule prompts,
        Optional<Attention> attention,
        OptionalInt maxTokens) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Read when first asked for, since most runs need none. */
    private static final class All {
        static final List<Preset> PRESETS = readAll();
    }

    public Preset {
        aliases = List.copyOf(aliases);
        models = List.copyOf(models);
    }

    /** Every preset. */
    public static List<Preset> all() {
        return All.PRESETS;
    }

    /** The preset of that name or alias, whatever the case. */
    public static Optional<Preset> named(String name) {
        return all().stream()
                .filter(preset -> Stream.concat(Stream.of(preset.name), preset.aliases.stream())
                        .anyMatch(name::equalsIgnoreCase))
                .findFirst();
    }

    /**
     * The preset of a published model.
     *
     * @param model a hub name, or its last part, as a folder would be called; whatever the case
     */
    public static Optional<Preset> ofModel(String model) {
        String wanted = model.toLowerCase(Locale.ROOT);
        return all().stream()
                .filter(preset -> preset.models.stream()
                        .map(known -> known.toLowerCase(Locale.ROOT))
                        .anyMatch(known -> known.equals(wanted)
                                || known.substring(known.indexOf('/') + 1).equals(wanted)))
                .findFirst();
    }

    private static List<Preset> readAll() {
        List<Preset> presets = new ArrayList<>();
        new String(resource("index.txt"), StandardCharsets.UTF_8).lines().forEach(name -> presets.add(read(name)));
        return List.copyOf(presets);
    }

    private static Preset read(String name) {
        try {
            JsonNode root = MAPPER.readTree(resource(name + ".json"));
            return new Preset(
                    name,
                    strings(root.path("aliases")),
                    strings(root.path("models")),
                    Prompts.rule(root.path("prompts"), "preset " + name),
                    Optional.ofNullable(root.get("attention"))
                            .map(kind -> Attention.valueOf(kind.asText().toUpperCase(Locale.ROOT))),
                    root.has("max_seq_length")
                            ? OptionalInt.of(root.get("max_seq_length").intValue())
                            : OptionalInt.empty());
        } catch (IOException e) {
            throw new UncheckedIOException("preset " + name, e);
        }
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(text -> strings.add(text.asText()));
        return strings;
    }

    private static byte[] resource(String name) {
        try (InputStream in = Preset.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the preset file " + name + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
