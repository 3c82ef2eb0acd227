package dev.plumbline.models.directory;

import dev.plumbline.models.tokenize.TextTokenizer;
import java.nio.file.Path;
import java.util.Optional;

/** A directory's tokenizer as its model is scored with, for texts of other lengths. */
public final class TrainingTokenizer {

    private TrainingTokenizer() {}

    /**
     * Reads it. What transformers' class makes anew is told where the model is scored, not here again for each length.
     *
     * @param folder of {@code tokenizer.json}, {@code tokenizer_config.json} and {@code config.json}
     * @param lowerCase {@code do_lower_case} of sentence-transformers
     * @param longest output, in tokens
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if a file is missing or malformed
     */
    public static TextTokenizer cutAfter(Path folder, boolean lowerCase, int longest) {
        ModelFolder place = new ModelFolder(folder.toAbsolutePath().normalize());
        TransformerConfig transformer = new TransformerConfig(Optional.empty(), lowerCase);
        return new TokenizerReader(place, TokenizerConfig.read(place), transformer).cutAfter(longest, text -> {});
    }

    /** Whether sentence-transformers lower-cases the texts of a folder's model. */
    public static boolean lowerCases(Path folder) {
        return TransformerConfig.read(new ModelFolder(folder)).lowerCase();
    }
}
