package dev.plumbline.reports.page;

import dev.plumbline.reports.chart.Ink;
import dev.plumbline.reports.chart.LineChart;
import dev.plumbline.reports.report.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Scores from stage to stage, what the gate said, and the loss. */
final class TrainingSection {

    private final TrainingRun run;
    private final Texts texts;

    TrainingSection(TrainingRun run, Texts texts) {
        this.run = run;
        this.texts = texts;
    }

    /** A scored checkpoint and where the JSON form has it. */
    private record Point(TrainingRun.Stage stage, TrainingRun.Scored scored, int stageIndex, int index) {
        String at() {
            return "/training/stages/" + stageIndex + "/scores/" + index;
        }
    }

    Block.Section section() {
        List<Block> blocks = new ArrayList<>();
        List<Point> points = points();
        if (points.size() > 1) {
            blocks.add(new Block.Drawn(
                    "training-chart", texts.get("training.chart"), texts.get("training.description"), scores(points)));
        }
        blocks.add(stages());
        run.overlaps().filter(found -> !found.tasks().isEmpty()).ifPresent(found -> blocks.add(overlaps(found)));
        if (!points.isEmpty()) {
            blocks.add(checkpoints(points));
            blocks.add(new Block.Folded(Inline.words(texts.get("training.tasks")), List.of(tasks(points))));
        }
        if (run.stages().stream().anyMatch(stage -> stage.losses().size() > 1)) {
            blocks.add(new Block.Drawn(
                    "loss-chart", texts.get("training.loss_chart"), texts.get("training.loss_description"), losses()));
        }
        return new Block.Section("training", texts.get("training.title"), blocks);
    }

    /** Test texts by task. */
    private Block overlaps(TrainingRun.Overlaps found) {
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < found.tasks().size(); i++) {
            TrainingRun.TaskOverlaps task = found.tasks().get(i);
            rows.add(new Block.Row(List.of(
                    Block.Cell.given(task.task()),
                    Cells.number(task.overlaps(), "/training/overlaps/tasks/" + i + "/overlaps", Style.COUNT))));
        }
        return new Block.Table(
                "overlaps-table",
                texts.get("training.overlaps"),
                List.of(
                        Block.Column.text(texts.get("training.overlaps_task")),
                        Block.Column.number(texts.get("training.overlaps_count"))),
                rows,
                true);
    }

    private List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (int stage = 0; stage < run.stages().size(); stage++) {
            TrainingRun.Stage found = run.stages().get(stage);
            for (int i = 0; i < found.scores().size(); i++) {
                points.add(new Point(found, found.scores().get(i), stage, i));
            }
        }
        return points;
    }

    private static String label(Point point) {
        return point.scored.step().isPresent()
                ? point.stage.name() + " " + point.scored.step().getAsLong()
                : point.stage.name();
    }

    private dev.plumbline.reports.chart.Chart scores(List<Point> points) {
        List<LineChart.Line> lines = new ArrayList<>();
        lines.add(new LineChart.Line(
                texts.get("training.mean"),
                Ink.CANDIDATE,
                true,
                points.stream().map(point -> hundred(point.scored.mean())).toList()));
        for (int type = 0; type < run.types().size(); type++) {
            int index = type;
            lines.add(new LineChart.Line(
                    texts.type(run.types().get(type)),
                    Ink.series(type),
                    false,
                    points.stream()
                            .map(point -> hundred(point.scored.types().get(index)))
                            .toList()));
        }
        return LineChart.named(points.stream().map(TrainingSection::label).toList(), lines, "0.##");
    }

    private static OptionalDouble hundred(OptionalDouble score) {
        return score.isPresent() ? OptionalDouble.of(100 * score.getAsDouble()) : score;
    }

    private dev.plumbline.reports.chart.Chart losses() {
        List<LineChart.Point> points = new ArrayList<>();
        List<Double> ends = new ArrayList<>();
        double before = 0;
        for (TrainingRun.Stage stage : run.stages()) {
            double from = before;
            stage.losses().forEach(loss -> points.add(new LineChart.Point(from + (double) loss.step(), loss.loss())));
            before += (double) stage.steps();
            if (stage.steps() > 0) {
                ends.add(before);
            }
        }
        return LineChart.numbered(points, ends);
    }

    private Block stages() {
        List<Block.Column> columns = List.of(
                Block.Column.text(texts.get("training.stage")),
                Block.Column.text(texts.get("training.from")),
                Block.Column.number(texts.get("training.steps")),
                Block.Column.number(texts.get("training.tokens")),
                Block.Column.number(texts.get("training.seconds")),
                Block.Column.number(texts.get("training.seed")),
                Block.Column.text(texts.get("training.gate")));
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < run.stages().size(); i++) {
            TrainingRun.Stage stage = run.stages().get(i);
            String at = "/training/stages/" + i;
            rows.add(new Block.Row(List.of(
                    Block.Cell.given(stage.name()),
                    Block.Cell.of(Inline.names(stage.parents(), texts.get("page.comma"))),
                    Cells.number(stage.steps(), at + "/steps", Style.COUNT),
                    Cells.number(stage.tokens(), at + "/tokens", Style.COUNT),
                    Cells.number(stage.seconds(), at + "/seconds", Style.TENTHS),
                    Cells.number(stage.seed(), at + "/seed", Style.ORDINAL),
                    gate(stage))));
        }
        return new Block.Table("stages-table", texts.get("training.stages"), columns, rows, false);
    }

    private Block.Cell gate(TrainingRun.Stage stage) {
        return stage.gate()
                .map(outcome -> {
                    List<Inline> content = new ArrayList<>(
                            Inline.words(texts.get(outcome.passed() ? "training.passed" : "training.failed")));
                    if (!outcome.objections().isEmpty()) {
                        content.add(new Inline.Words(texts.get("page.colon")));
                        content.add(new Inline.Given(texts.said(outcome.objections())));
                    }
                    return Block.Cell.of(content);
                })
                .orElse(Block.Cell.empty());
    }

    private Block checkpoints(List<Point> points) {
        List<Block.Column> columns = new ArrayList<>(List.of(
                Block.Column.text(texts.get("training.checkpoint")), Block.Column.number(texts.get("training.mean"))));
        run.types().forEach(type -> columns.add(Block.Column.number(texts.type(type))));
        List<Block.Row> rows = new ArrayList<>();
        for (Point point : points) {
            List<Block.Cell> cells = new ArrayList<>(
                    List.of(name(point), Cells.number(point.scored.mean(), point.at() + "/mean", Style.SCORE)));
            for (int type = 0; type < run.types().size(); type++) {
                cells.add(Cells.number(point.scored.types().get(type), point.at() + "/types/" + type, Style.SCORE));
            }
            rows.add(new Block.Row(cells));
        }
        return new Block.Table("checkpoints-table", texts.get("training.checkpoints"), columns, rows, false);
    }

    private Block.Cell name(Point point) {
        List<Inline> content = new ArrayList<>(Inline.given(point.stage.name()));
        point.scored
                .step()
                .ifPresent(step -> content.addAll(Inline.sentence(
                        texts.get("training.step"), new Inline.Figure(step, point.at() + "/step", Style.COUNT))));
        return Block.Cell.of(content);
    }

    private Block tasks(List<Point> points) {
        List<Block.Column> columns = new ArrayList<>(List.of(Block.Column.text(texts.get("tasks.task"))));
        points.forEach(point -> columns.add(Block.Column.model(label(point))));
        List<Block.Row> rows = new ArrayList<>();
        for (int task = 0; task < run.tasks().size(); task++) {
            List<Block.Cell> cells =
                    new ArrayList<>(List.of(Block.Cell.given(run.tasks().get(task))));
            for (Point point : points) {
                cells.add(Cells.number(point.scored.scores().get(task), point.at() + "/scores/" + task, Style.SCORE));
            }
            rows.add(new Block.Row(cells));
        }
        return new Block.Table("training-tasks-table", texts.get("training.tasks_caption"), columns, rows, true);
    }
}
