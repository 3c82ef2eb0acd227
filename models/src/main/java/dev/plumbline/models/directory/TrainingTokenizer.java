package dev.plumbline.models.directory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.tokenize.TextTokenizer;
import java.io.IOException;
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
        SentenceBertConfig transformer = new SentenceBertConfig(Optional.empty(), lowerCase);
        return new TokenizerReader(place, TokenizerConfig.read(place), transformer).cutAfter(longest, text -> {});
    }

    /**
     * The greatest token ids of a tokenizer.
     *
     * @param vocabulary of the vocabulary itself, -1 if it is empty
     * @param added of tokens added to it, -1 if there are none
     */
    public record Ids(int vocabulary, int added) {}

    /**
     * Reads which ids a directory's {@code tokenizer.json} can give.
     *
     * @throws PlumblineException of kind MODEL if it is missing or malformed
     */
    public static Ids ids(Path folder) {
        Path file = folder.resolve(TokenizerConfig.TOKENIZER);
        int vocabulary = -1;
        int added = -1;
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                switch (key) {
                    case "model" -> vocabulary = greatestOfModel(json);
                    case "added_tokens" -> added = greatestAdded(json);
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw PlumblineException.model(file + " cannot be read: " + e.getMessage(), e);
        }
        return new Ids(vocabulary, added);
    }

    /** A vocabulary is a mapping of tokens to ids or, of unigrams, a list whose places are the ids. */
    private static int greatestOfModel(JsonParser json) throws IOException {
        int greatest = -1;
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return greatest;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean vocabulary = json.currentName().equals("vocab");
            JsonToken value = json.nextToken();
            if (vocabulary && value == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    json.nextToken();
                    greatest = Math.max(greatest, json.getValueAsInt(-1));
                }
            } else if (vocabulary && value == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    greatest++;
                    json.skipChildren();
                }
            } else {
                json.skipChildren();
            }
        }
        return greatest;
    }

    private static int greatestAdded(JsonParser json) throws IOException {
        int greatest = -1;
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return greatest;
        }
        while (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean id = json.currentName().equals("id");
                json.nextToken();
                if (id) {
                    greatest = Math.max(greatest, json.getValueAsInt(-1));
                } else {
                    json.skipChildren();
                }
            }
        }
        return greatest;
    }

    /** Whether sentence-transformers lower-cases the texts of a folder's model. */
    public static boolean lowerCases(Path folder) {
        return SentenceBertConfig.read(new ModelFolder(folder)).lowerCase();
    }
}
