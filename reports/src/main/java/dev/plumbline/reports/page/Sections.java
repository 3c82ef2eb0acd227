package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The sections of a page, in their order; those that there is nothing for are left out. */
final class Sections {

    private Sections() {}

    static List<Block.Section> of(Report report, Texts texts) {
        return Stream.<Optional<Block.Section>>of(
                        Optional.of(new VerdictSection(report, texts).section()),
                        SizeSection.of(report, texts),
                        Optional.of(new ModelsSection(report, texts).section()),
                        RanksSection.of(report, texts),
                        Optional.of(new TypesSection(report, texts).section()),
                        LanguagesSection.of(report, texts),
                        Optional.of(new TasksSection(report, texts).section()),
                        report.differences().map(found -> new DifferencesSection(report, found, texts).section()),
                        MatrixSection.of(report, texts),
                        report.training().map(run -> new TrainingSection(run, texts).section()),
                        FormsSection.of(report, texts),
                        RobustnessSection.of(report, texts),
                        report.unseen().map(found -> new UnseenSection(report, found, texts).section()),
                        SpeedSection.of(report, texts),
                        SamplesSection.of(report, texts),
                        Optional.of(new ProvenanceSection(report, texts).section()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** A column per model of the report, under its short name. */
    static List<Block.Column> modelColumns(List<Block.Column> first, Report report) {
        List<Block.Column> columns = new ArrayList<>(first);
        report.columns().forEach(name -> columns.add(Block.Column.model(shortName(name, report.columns()))));
        return columns;
    }

    /** The part after the slash, unless another model ends the same. */
    static String shortName(String name, List<String> among) {
        String end = name.substring(name.indexOf('/') + 1);
        long same = among.stream()
                .filter(other -> other.substring(other.indexOf('/') + 1).equals(end))
                .distinct()
                .count();
        return same > 1 || end.isEmpty() ? name : end;
    }

    /** From the least to the greatest value of a row, 0 to 8. */
    static int heat(double value, double least, double greatest) {
        return greatest > least ? (int) Math.round(8 * (value - least) / (greatest - least)) : 4;
    }

    static boolean isCandidate(String name, Report report) {
        return Objects.equals(name, report.candidate());
    }
}
