package dev.plumbline.reports.page;

import dev.plumbline.ground.Sha256;
import dev.plumbline.reports.chart.Chart;
import dev.plumbline.reports.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A report as one HTML file that needs nothing else. Every text is escaped, and the policy in its head lets no script run
 * but our own and nothing be fetched.
 */
final class HtmlPage {

    static final String GENERATOR = "content=\"Plumbline\"";

    /** Between two words of a name, as in {@code card_payment}. */
    private static final Pattern UNDERSCORE = Pattern.compile("(?<=\\w)_(?=\\w)");

    private static final String STYLE = resource("page.css");
    private static final String SCRIPT = resource("page.js");

    private final Texts texts;
    private final StringBuilder html = new StringBuilder();
    private final RowPlaces places = new RowPlaces();

    HtmlPage(Texts texts) {
        this.texts = texts;
    }

    String render(Report report, List<Block.Section> sections) {
        html.append("<!doctype html>\n<html lang=\"")
                .append(texts.language().equals("zh") ? "zh-Hans" : "en")
                .append("\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
                .append("style-src 'unsafe-inline'; img-src data:; script-src '")
                .append(hash(SCRIPT))
                .append("'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"generator\" " + GENERATOR + ">\n<link rel=\"icon\" href=\"data:,\">\n<title>");
        text(report.candidate() + " \u00b7 " + report.scope().benchmark());
        html.append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body data-filter=\"");
        text(texts.get("table.filter"));
        for (String tool : List.of(
                "table.sort",
                "table.copy",
                "table.copied",
                "table.csv",
                "table.columns",
                "table.link",
                "table.toggle",
                "chart.keys")) {
            html.append("\" data-")
                    .append(tool.substring(tool.indexOf('.') + 1))
                    .append("=\"");
            text(texts.get(tool));
        }
        html.append("\">\n<header>\n<p class=\"kind\">");
        text(texts.get("page.kind"));
        html.append(" \u00b7 ");
        given(report.scope().benchmark());
        html.append("</p>\n<h1>");
        given(report.candidate());
        html.append("</h1>\n</header>\n<nav aria-label=\"");
        text(texts.get("page.contents"));
        html.append("\"><ul>\n");
        for (Block.Section section : sections) {
            html.append("<li><a href=\"#").append(section.id()).append("\">");
            text(section.title());
            html.append("</a></li>\n");
        }
        html.append("</ul></nav>\n<main>\n");
        sections.forEach(this::section);
        html.append("</main>\n<footer><p>");
        text(texts.get("page.made"));
        html.append(' ');
        given(report.provenance().version());
        html.append("</p></footer>\n<script>\n").append(SCRIPT).append("</script>\n</body>\n</html>\n");
        return html.toString();
    }

    private void section(Block.Section section) {
        html.append("<section id=\"").append(section.id()).append("\" aria-labelledby=\"");
        html.append(section.id())
                .append("-title\">\n<h2 id=\"")
                .append(section.id())
                .append("-title\">");
        text(section.title());
        html.append("</h2>\n");
        section.blocks().forEach(this::block);
        html.append("</section>\n");
    }

    private void block(Block block) {
        if (block instanceof Block.Paragraph paragraph) {
            html.append("<p class=\"").append(tone(paragraph.tone())).append("\">");
            inline(paragraph.content());
            html.append("</p>\n");
        } else if (block instanceof Block.Tiles tiles) {
            tiles(tiles);
        } else if (block instanceof Block.Drawn drawn) {
            chart(drawn);
        } else if (block instanceof Block.Code code) {
            html.append("<pre tabindex=\"0\"><code>");
            text(code.text());
            html.append("</code></pre>\n");
        } else if (block instanceof Block.Heading heading) {
            html.append("<h3>");
            inline(heading.text());
            html.append("</h3>\n");
        } else if (block instanceof Block.Folded folded) {
            html.append("<details><summary>");
            inline(folded.summary());
            html.append("</summary>\n");
            folded.blocks().forEach(this::block);
            html.append("</details>\n");
        } else if (block instanceof Block.Table table) {
            table(table);
        }
    }

    private static String tone(Block.Tone tone) {
        return switch (tone) {
            case LEAD -> "lead";
            case PLAIN -> "plain";
            case NOTE -> "note";
            case WARNING -> "warning";
        };
    }

    private void tiles(Block.Tiles tiles) {
        html.append("<dl class=\"tiles\">\n");
        for (Block.Tile tile : tiles.tiles()) {
            html.append("<div><dt>");
            text(tile.name());
            html.append("</dt><dd class=\"figure\">");
            inline(tile.figure());
            html.append("</dd><dd class=\"below\">");
            inline(tile.below());
            html.append("</dd></div>\n");
        }
        html.append("</dl>\n");
    }

    private void chart(Block.Drawn drawn) {
        Chart chart = drawn.chart();
        html.append("<figure>\n<figcaption>");
        text(drawn.title());
        html.append("</figcaption>\n");
        if (!chart.legend().isEmpty()) {
            html.append("<ul class=\"legend\">");
            for (Chart.Entry entry : chart.legend()) {
                html.append("<li><i class=\"b-").append(entry.ink().label()).append("\"></i>");
                given(entry.label());
                html.append("</li>");
            }
            html.append("</ul>\n");
        }
        html.append("<div class=\"frame\"><div class=\"drawn\" tabindex=\"0\" role=\"group\" aria-label=\"");
        text(drawn.title());
        html.append("\"><svg role=\"img\" aria-labelledby=\"")
                .append(drawn.id())
                .append("-d\" viewBox=\"0 0 ");
        html.append(chart.width())
                .append(' ')
                .append(chart.height())
                .append("\" width=\"")
                .append(chart.width());
        html.append("\" height=\"")
                .append(chart.height())
                .append("\">\n<desc id=\"")
                .append(drawn.id());
        html.append("-d\">");
        text(drawn.description());
        html.append("</desc>\n").append(chart.elements()).append("</svg></div></div>\n</figure>\n");
    }

    private void table(Block.Table table) {
        html.append("<div class=\"frame\"><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-labelledby=\"")
                .append(table.id());
        html.append("-caption\">\n<table id=\"").append(table.id()).append('"');
        html.append(table.sortable() ? " class=\"sortable\"" : "")
                .append(">\n<caption id=\"")
                .append(table.id());
        html.append("-caption\"><span>");
        text(table.caption());
        html.append("</span></caption>\n<thead><tr>");
        for (Block.Column column : table.columns()) {
            html.append("<th scope=\"col\"").append(column.numeric() ? " class=\"n\">" : ">");
            if (column.given()) {
                given(column.name());
            } else {
                text(column.name());
            }
            html.append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (Block.Row row : table.rows()) {
            html.append("<tr id=\"").append(places.of(table.id(), row)).append('"');
            html.append(row.candidate() ? " class=\"candidate\">" : ">");
            for (int i = 0; i < row.cells().size(); i++) {
                cell(row.cells().get(i), i == 0, table.columns().get(i).numeric());
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table></div></div>\n");
    }

    private void cell(Block.Cell cell, boolean first, boolean numeric) {
        StringBuilder classes = new StringBuilder();
        if (numeric) {
            classes.append(" n");
        }
        if (cell.heat() >= 0) {
            classes.append(" h").append(cell.heat());
        }
        if (cell.strong()) {
            classes.append(" best");
        }
        html.append(first ? "<th scope=\"row\"" : "<td");
        if (classes.length() > 0) {
            html.append(" class=\"").append(classes.substring(1)).append('"');
        }
        html.append('>');
        inline(cell.content());
        if (!cell.note().isEmpty()) {
            html.append("<abbr title=\"");
            text(cell.note());
            html.append("\">\u2260</abbr>");
        }
        html.append(first ? "</th>" : "</td>");
    }

    private void inline(List<Inline> content) {
        for (Inline part : content) {
            if (part instanceof Inline.Figure number) {
                html.append("<data value=\"")
                        .append(number.value())
                        .append("\" data-at=\"")
                        .append(number.at())
                        .append("\">");
                text(number.text());
                html.append("</data>");
            } else if (part instanceof Inline.Words words) {
                text(words.text());
            } else if (part instanceof Inline.Given given) {
                given(given.text());
            } else if (part instanceof Inline.Link link) {
                html.append("<a rel=\"noreferrer\" href=\"");
                text(link.to());
                html.append("\">");
                given(link.text());
                html.append("</a>");
            } else if (part instanceof Inline.Literal literal) {
                html.append("<code>");
                text(literal.text());
                html.append("</code>");
            }
        }
    }

    /** A text out of the data; may break anywhere, rather where a name's words meet, and may be in any direction. */
    private void given(String text) {
        html.append("<bdi>")
                .append(UNDERSCORE.matcher(escape(text)).replaceAll("_<wbr>"))
                .append("</bdi>");
    }

    private void text(String text) {
        html.append(escape(text));
    }

    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            switch (letter) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(letter < ' ' && letter != '\n' && letter != '\t' ? '\ufffd' : letter);
            }
        }
        return safe.toString();
    }

    private static String hash(String script) {
        byte[] digest = Sha256.start().digest(("\n" + script).getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("missing from the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("bundled page", e);
        }
    }
}
