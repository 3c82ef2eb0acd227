package dev.plumbline.reports.page;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.report.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The forms of a report. The same report gives the same bytes. */
public enum ReportFormat {
    HTML {
        @Override
        public String render(Report report, Texts texts) {
            return new HtmlPage(texts).render(report, Sections.of(report, texts));
        }
    },
    MD {
        @Override
        public String render(Report report, Texts texts) {
            return new MarkdownPage(texts).render(report, Sections.of(report, texts));
        }
    },
    CSV {
        @Override
        public String render(Report report, Texts texts) {
            return TaskCsv.render(report);
        }
    },
    JSON {
        @Override
        public String render(Report report, Texts texts) {
            return ReportJson.of(report).toPrettyString() + "\n";
        }
    };

    /**
     * The form that a file's name ends in; a page where it has no ending.
     *
     * @throws PlumblineException of kind USAGE for an ending of something else
     */
    public static ReportFormat of(Path file) {
        String name =
                file.getFileName() == null ? "" : file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (OTHER.stream().anyMatch(name::endsWith)) {
            throw PlumblineException.usage(
                    file + ": a report is .html, .md, .csv or .json, and not of that form; a browser"
                            + " prints the page as PDF");
        }
        for (ReportFormat known : values()) {
            if (name.endsWith("." + known.label())) {
                return known;
            }
        }
        return HTML;
    }

    private static final List<String> OTHER = List.of(
            ".pdf", ".txt", ".xlsx", ".xls", ".docx", ".doc", ".png", ".svg", ".tsv", ".xml", ".yaml", ".yml", ".tex");

    /** The whole file as text. */
    public abstract String render(Report report, Texts texts);

    /** Texts of which every report has one near its start, and hardly anything else has. */
    public static List<String> marks() {
        return List.of(
                HtmlPage.GENERATOR,
                TaskCsv.COLUMNS,
                Texts.of("en").get("page.kind") + MarkdownPage.AFTER_KIND,
                Texts.of("zh").get("page.kind") + MarkdownPage.AFTER_KIND,
                "{\n  \"schema\" : \"plumbline-report/",
                // before it had a version
                "{\n  \"candidate\" :");
    }

    /** As the command line spells it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
