package dev.plumbline.trainer.loop;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.TrainingTokenizer;
import dev.plumbline.trainer.objective.VectorBatch;
import dev.plumbline.trainer.rows.OtherVectors;
import dev.plumbline.trainer.rows.TrainingBatch;
import dev.plumbline.trainer.rows.TrainingRow;
import dev.plumbline.trainer.step.TextTokens;
import dev.plumbline.trainer.step.TrainingTokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Turns a batch's texts into tokens, with a tokenizer for each length a data set asks for. Safe from several threads. */
final class BatchTokens implements AutoCloseable {

    private final Path folder;
    private final boolean lowerCase;
    private final int longest;
    private final boolean promptsPooled;
    private final Map<Integer, RecentTokens> tokenizers = new ConcurrentHashMap<>();

    /**
     * Of a model's directory.
     *
     * @param lowerCase whether sentence-transformers lower-cases its texts
     * @param longest tokens the network has positions for
     * @param promptsPooled whether the instruction's tokens are pooled too
     */
    BatchTokens(Path folder, boolean lowerCase, int longest, boolean promptsPooled) {
        this.folder = folder;
        this.lowerCase = lowerCase;
        this.longest = longest;
        this.promptsPooled = promptsPooled;
    }

    /** The batch in tokens, with what its rows carry. */
    TrainingTokens of(TrainingBatch batch) {
        return of(batch, Beside.NOBODY, false);
    }

    /**
     * The batch in tokens, with what its rows carry and what others make of them.
     *
     * @param alone whether a text that is its own positive is encoded once
     */
    TrainingTokens of(TrainingBatch batch, Beside beside, boolean alone) {
        Beside.Rows others = beside.of(batch);
        RecentTokens query = cutAfter(batch.dataset().lengths().query());
        RecentTokens passage = cutAfter(batch.dataset().lengths().passage());
        List<TextTokens> queries = new ArrayList<>();
        List<TextTokens> positives = new ArrayList<>();
        List<TextTokens> negatives = new ArrayList<>();
        for (TrainingRow row : batch.rows()) {
            int queryPrompt = promptTokens(query, row.prompts().query());
            int passagePrompt = promptTokens(passage, row.prompts().passage());
            queries.add(encode(query, row.query(), queryPrompt, row));
            positives.add(encode(passage, row.positive(), passagePrompt, row));
            for (String negative : row.negatives()) {
                negatives.add(encode(passage, negative, passagePrompt, row));
            }
        }
        List<TextTokens> own = List.copyOf(queries);
        boolean once =
                alone && batch.rows().stream().allMatch(row -> row.query().equals(row.positive()));
        return new TrainingTokens(own, once ? own : positives, negatives, vectors -> annotated(vectors, batch, others));
    }

    private int promptTokens(RecentTokens tokenizer, String prompt) {
        return promptsPooled ? 0 : tokenizer.promptTokens(prompt);
    }

    private static TextTokens encode(RecentTokens tokenizer, String text, int prompt, TrainingRow row) {
        int[] ids = tokenizer.encode(text);
        if (ids.length == 0) {
            throw PlumblineException.data(row.origin() + ": the tokenizer makes nothing of the text \"" + text + "\"");
        }
        return new TextTokens(ids, prompt);
    }

    private RecentTokens cutAfter(int tokens) {
        return tokenizers.computeIfAbsent(
                Math.min(tokens, longest),
                length -> new RecentTokens(TrainingTokenizer.cutAfter(folder, lowerCase, length)));
    }

    private static VectorBatch annotated(VectorBatch vectors, TrainingBatch batch, Beside.Rows others) {
        NDManager manager = vectors.query().getManager();
        DataType type = vectors.query().getDataType();
        long rows = batch.size();
        long hard = batch.negatives();
        VectorBatch whole = vectors.withIds(new VectorBatch.Ids(
                manager.create(batch.positiveIds()),
                hard == 0 ? Optional.empty() : Optional.of(manager.create(batch.negativeIds(), new Shape(rows, hard))),
                batch.hasClasses()));
        if (batch.teacherScores().isPresent()) {
            whole = whole.withTeacherScores(manager.create(batch.teacherScores().get(), new Shape(rows, 1 + hard))
                    .toType(type, false));
        }
        if (batch.scores().isPresent()) {
            whole = whole.withGold(manager.create(batch.scores().get()).toType(type, false));
        }
        if (batch.mixingLambdas().isPresent()) {
            whole = whole.withDraws(new VectorBatch.MixingDraws(
                    manager.create(batch.mixingLambdas().get()).toType(type, false),
                    manager.create(batch.mixingPairs().orElseThrow(), new Shape(rows, 2))));
        }
        if (others.guide().isPresent()) {
            whole = whole.withGuide(other(others.guide().get(), batch, vectors));
        }
        if (others.target().isPresent()) {
            whole = whole.withTarget(other(others.target().get(), batch, vectors));
        }
        return whole;
    }

    private static VectorBatch.Other other(OtherVectors.Rows rows, TrainingBatch batch, VectorBatch like) {
        NDManager manager = like.query().getManager();
        DataType type = like.query().getDataType();
        int width = rows.query().columns();
        Shape flat = new Shape(batch.size(), width);
        return new VectorBatch.Other(
                manager.create(rows.query().data(), flat).toType(type, false),
                manager.create(rows.positive().data(), flat).toType(type, false),
                batch.negatives() == 0
                        ? Optional.empty()
                        : Optional.of(manager.create(
                                        rows.negatives().data(), new Shape(batch.size(), batch.negatives(), width))
                                .toType(type, false)));
    }

    @Override
    public void close() {
        tokenizers.values().forEach(RecentTokens::close);
    }
}
