package dev.plumbline.reports.assemble;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.read.TaskSamples;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every sample on which two models differ, as JSON lines: to work on them, where a report shows a few. */
public final class Flips {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private Flips() {}

    /**
     * First a line with the schema and the models' names, then one for each sample whose error is another, in the order of
     * tasks and samples; a task that averages others has theirs.
     */
    public static String lines(Manifest manifest, List<ComparedTask> tasks, Contender baseline, Contender candidate) {
        ObjectNode head = MAPPER.createObjectNode();
        head.put("schema", "plumbline-flips/1");
        head.put("baseline", baseline.name());
        head.put("candidate", candidate.name());
        StringBuilder lines = new StringBuilder(head.toString()).append('\n');
        for (ComparedTask task : tasks) {
            for (ComparedTask part : SampleRows.parts(manifest, task)) {
                Optional<TaskSamples> own =
                        candidate.samples().apply(part.name()).found();
                Optional<TaskSamples> other =
                        baseline.samples().apply(part.name()).found();
                if (own.isPresent() && other.isPresent()) {
                    SampleRows.judged(part, own.get(), other).stream()
                            .filter(judged -> judged.gain() != 0)
                            .forEach(judged ->
                                    lines.append(row(part.name(), judged)).append('\n'));
                }
            }
        }
        return lines.toString();
    }

    private static ObjectNode row(String task, JudgedSample judged) {
        ObjectNode row = MAPPER.createObjectNode();
        row.put("task", task);
        row.put("split", judged.split());
        row.put("subset", judged.subset());
        row.put("id", judged.sample().id());
        row.put("baseline_error", judged.other().orElseThrow());
        row.put("candidate_error", judged.own());
        SampleErrors.truth(judged.sample(), Map.of()).ifPresent(truth -> row.put("truth", truth));
        judged.theirs().ifPresent(theirs -> row.put("baseline_said", SampleErrors.said(theirs, Map.of())));
        row.put("candidate_said", SampleErrors.said(judged.sample(), Map.of()));
        ArrayNode moves = MAPPER.createArrayNode();
        MovedDocuments.of(judged).forEach(move -> {
            ObjectNode moved = moves.addObject();
            moved.put("document", move.document());
            moved.put("relevance", move.relevance());
            move.baseline().ifPresent(rank -> moved.put("baseline", rank));
            move.candidate().ifPresent(rank -> moved.put("candidate", rank));
        });
        if (!moves.isEmpty()) {
            row.set("moves", moves);
        }
        return row;
    }
}
