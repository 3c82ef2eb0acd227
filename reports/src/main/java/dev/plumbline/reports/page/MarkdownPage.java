package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Report;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A report in GitHub's Markdown; charts are left out, their figures stand in the tables. */
final class MarkdownPage {

    static final String AFTER_KIND = " \u00b7 ";

    private static final Pattern SPECIAL = Pattern.compile("([\\\\`*_{}\\[\\]()#+!|~$@:])");
    private static final Pattern BLANK = Pattern.compile("\\s+");

    private final Texts texts;

    MarkdownPage(Texts texts) {
        this.texts = texts;
    }

    String render(Report report, List<Block.Section> sections) {
        StringBuilder page = new StringBuilder();
        page.append("# ")
                .append(escape(report.candidate()))
                .append("\n\n")
                .append(escape(texts.get("page.kind")))
                .append(AFTER_KIND)
                .append(escape(report.scope().benchmark()))
                .append("\n");
        for (Block.Section section : sections) {
            page.append("\n## ").append(escape(section.title())).append("\n");
            section.blocks().forEach(block -> block(block, page));
        }
        return page.toString();
    }

    private void block(Block block, StringBuilder page) {
        if (block instanceof Block.Paragraph paragraph) {
            page.append('\n').append(inline(paragraph.content())).append("\n");
        } else if (block instanceof Block.Tiles tiles) {
            page.append('\n');
            tiles.tiles()
                    .forEach(tile -> page.append("* ")
                            .append(escape(tile.name()))
                            .append(": **")
                            .append(inline(tile.figure()))
                            .append("** ")
                            .append(inline(tile.below()))
                            .append("\n"));
        } else if (block instanceof Block.Heading heading) {
            page.append("\n### ").append(inline(heading.text())).append("\n");
        } else if (block instanceof Block.Code code) {
            page.append('\n').append(fenced(code.text())).append("\n");
        } else if (block instanceof Block.Folded folded) {
            page.append("\n### ").append(inline(folded.summary())).append("\n");
            folded.blocks().forEach(inner -> block(inner, page));
        } else if (block instanceof Block.Table table) {
            table(table, page);
        }
    }

    private static String fenced(String text) {
        return text.lines().map(line -> "    " + line).collect(Collectors.joining("\n"));
    }

    private static void table(Block.Table table, StringBuilder page) {
        page.append("\n**").append(escape(table.caption())).append("**\n\n|");
        table.columns()
                .forEach(
                        column -> page.append(' ').append(escape(column.name())).append(" |"));
        page.append("\n|");
        table.columns().forEach(column -> page.append(column.numeric() ? "---:|" : "---|"));
        page.append('\n');
        for (Block.Row row : table.rows()) {
            page.append('|');
            for (int i = 0; i < row.cells().size(); i++) {
                Block.Cell cell = row.cells().get(i);
                String content = inline(cell.content()) + (cell.note().isEmpty() ? "" : " \u2260");
                boolean strong = cell.strong() || (row.candidate() && i == 0);
                page.append(' ')
                        .append(strong ? "**" + content + "**" : content)
                        .append(" |");
            }
            page.append('\n');
        }
    }

    private static String inline(List<Inline> content) {
        return content.stream().map(MarkdownPage::inline).collect(Collectors.joining());
    }

    private static String inline(Inline part) {
        if (part instanceof Inline.Figure number) {
            return escape(number.text());
        }
        if (part instanceof Inline.Words words) {
            return escape(words.text());
        }
        if (part instanceof Inline.Link link) {
            return "[" + escape(link.text()) + "](" + address(link.to()) + ")";
        }
        return part instanceof Inline.Given given ? escape(given.text()) : escape(((Inline.Literal) part).text());
    }

    /** An address in which nothing ends the link. */
    private static String address(String to) {
        return to.replace("(", "%28")
                .replace(")", "%29")
                .replace(" ", "%20")
                .replace("<", "%3C")
                .replace(">", "%3E");
    }

    /** One line, with nothing in it that Markdown or HTML would take for its own. */
    static String escape(String text) {
        String line = BLANK.matcher(text).replaceAll(" ");
        return SPECIAL.matcher(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                .replaceAll("\\\\$1");
    }
}
