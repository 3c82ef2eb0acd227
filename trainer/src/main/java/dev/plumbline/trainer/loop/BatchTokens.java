package dev.plumbline.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.TrainingTokenizer;
import dev.plumbline.models.torch.Upload;
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
import java.util.function.UnaryOperator;

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
        return new TrainingTokens(
                own, once ? own : positives, negatives, manager -> annotations(manager, batch, others));
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

    private static UnaryOperator<VectorBatch> annotations(NDManager manager, TrainingBatch batch, Beside.Rows others) {
        Upload upload = new Upload(manager);
        long rows = batch.size();
        long hard = batch.negatives();
        Upload.Part positiveIds = upload.add(batch.positiveIds(), rows);
        Optional<Upload.Part> negativeIds =
                hard == 0 ? Optional.empty() : Optional.of(upload.add(batch.negativeIds(), rows, hard));
        Optional<Upload.Part> teacher = batch.teacherScores().map(scores -> upload.add(scores, rows, 1 + hard));
        Optional<Upload.Part> gold = batch.scores().map(scores -> upload.add(scores, rows));
        Optional<Upload.Part> lambdas = batch.mixingLambdas().map(drawn -> upload.add(drawn, rows));
        Optional<Upload.Part> pairs = batch.mixingPairs().map(drawn -> upload.add(drawn, rows, 2));
        Optional<OtherParts> guide = others.guide().map(own -> OtherParts.of(own, batch, upload));
        Optional<OtherParts> target = others.target().map(own -> OtherParts.of(own, batch, upload));
        upload.send();
        return vectors -> {
            DataType type = vectors.query().getDataType();
            VectorBatch whole = vectors.withIds(
                    new VectorBatch.Ids(positiveIds.array(), negativeIds.map(Upload.Part::array), batch.hasClasses()));
            if (teacher.isPresent()) {
                whole = whole.withTeacherScores(typed(teacher.get(), type));
            }
            if (gold.isPresent()) {
                whole = whole.withGold(typed(gold.get(), type));
            }
            if (lambdas.isPresent()) {
                whole = whole.withDraws(new VectorBatch.MixingDraws(
                        typed(lambdas.get(), type), pairs.orElseThrow().array()));
            }
            if (guide.isPresent()) {
                whole = whole.withGuide(guide.get().vectors(type));
            }
            if (target.isPresent()) {
                whole = whole.withTarget(target.get().vectors(type));
            }
            return whole;
        };
    }

    private static NDArray typed(Upload.Part part, DataType type) {
        return part.array().toType(type, false);
    }

    /** Vectors of another model on their way to the device. */
    private record OtherParts(Upload.Part query, Upload.Part positive, Optional<Upload.Part> negatives) {

        static OtherParts of(OtherVectors.Rows rows, TrainingBatch batch, Upload upload) {
            int width = rows.query().columns();
            return new OtherParts(
                    upload.add(rows.query().data(), batch.size(), width),
                    upload.add(rows.positive().data(), batch.size(), width),
                    batch.negatives() == 0
                            ? Optional.empty()
                            : Optional.of(upload.add(rows.negatives().data(), batch.size(), batch.negatives(), width)));
        }

        VectorBatch.Other vectors(DataType type) {
            return new VectorBatch.Other(
                    typed(query, type), typed(positive, type), negatives.map(part -> typed(part, type)));
        }
    }

    @Override
    public void close() {
        tokenizers.values().forEach(RecentTokens::close);
    }
}
