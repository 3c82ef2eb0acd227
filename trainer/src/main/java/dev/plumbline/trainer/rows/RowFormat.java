package dev.plumbline.trainer.rows;

import dev.plumbline.ground.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Forms that training data have. */
public enum RowFormat {
    /** {@code query}, {@code pos}, {@code neg}, with everything beside them. */
    ROWS(false),
    /** sentence-transformers': a column per text, the first the query's, the second the positive's, the rest negatives'. */
    TUPLES(false),
    /** One text a row, for alignment. */
    TEXTS(false),
    /** KaLM's published rows: {@code query}, {@code pos}, {@code neg}, {@code relevance}. */
    KALM(false),
    /** FlagEmbedding's: {@code query}, {@code pos}, {@code neg}, with scores that may be empty, and {@code prompt}. */
    FLAGEMBEDDING(false),
    /** NeMo's: questions with ids of a corpus in another folder, or {@code pos_doc} and {@code neg_doc} in the row. */
    NEMO(false),
    /** A folder as BEIR has it: {@code corpus.jsonl}, {@code queries.jsonl}, {@code qrels/SPLIT.tsv}. */
    BEIR(true),
    /**
     * A folder of MS MARCO's files of ids: {@code collection.tsv}, {@code queries.SPLIT.tsv}, {@code qrels.SPLIT.tsv},
     * and what systems found, {@code msmarco-hard-negatives.jsonl}.
     */
    MSMARCO(true);

    private final boolean folder;

    RowFormat(boolean folder) {
        this.folder = folder;
    }

    /**
     * Refuses paths that cannot be of the form.
     *
     * @throws PlumblineException of kind USAGE for a folder in place of a file, the other way round, or what is not there
     */
    public void requirePaths(List<Path> paths) {
        for (Path path : paths) {
            if (folder != Files.isDirectory(path) || !Files.exists(path)) {
                throw PlumblineException.usage(path + (folder ? " is no folder" : " is no file") + ", which --format "
                        + name().toLowerCase(Locale.ROOT) + " needs");
            }
        }
    }

    /** Whether it is a folder and no file. */
    public boolean isFolder() {
        return folder;
    }
}
