package dev.plumbline.harness.select;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.preset.Preset;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.prompt.Prompts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prompts that {@code --prompts} and its like name: {@code none}, a family of models, or a file. */
public final class NamedPrompts {

    private NamedPrompts() {}

    /**
     * The prompts that a text names.
     *
     * @param option for messages
     * @param files where a file of that name is
     * @throws PlumblineException of kind USAGE if there are none of that name, and as {@link Prompts#read}
     */
    public static PromptRule rule(String option, String text, Function<String, Path> files) {
        if (text.equals("none")) {
            return Prompts.none();
        }
        Optional<Preset> preset = Preset.named(text);
        if (preset.isPresent()) {
            return preset.get().prompts();
        }
        Path file = files.apply(text);
        if (!Files.exists(file)) {
            throw PlumblineException.usage(option + " " + text + ": there is no file " + file
                    + ", and no family of models of that name; there are "
                    + Preset.all().stream().map(Preset::name).collect(Collectors.joining(", ")));
        }
        return Prompts.read(file);
    }
}
