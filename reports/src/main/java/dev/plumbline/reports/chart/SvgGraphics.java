package dev.plumbline.reports.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Paint;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.PathIterator;
import java.util.Locale;
import java.util.Map;
import org.jfree.chart.ChartHints;
import org.jspecify.annotations.Nullable;

/**
 * What charts are drawn on: writes shapes and text as SVG elements, coordinates to a tenth. Clipping is passed over, rotated
 * text is not drawn by our charts and refused.
 */
final class SvgGraphics extends ShapeGraphics {

    /** Begins a group with a title: the value of {@link ChartHints#KEY_BEGIN_ELEMENT} is this key's map. */
    static final String TITLE = "title";

    /**
     * Which part of the next strings is at their place: {@code start} (default), {@code middle} or {@code end}. A reader's font
     * is wider or narrower than ours; what ends at a dot must end there all the same.
     */
    static final RenderingHints.Key ANCHOR = new AnchorKey();

    private static final class AnchorKey extends RenderingHints.Key {
        AnchorKey() {
            super(1);
        }

        @Override
        public boolean isCompatibleValue(@Nullable Object value) {
            return value instanceof String;
        }
    }

    private final StringBuilder svg;
    private final RenderingHints hints = new RenderingHints(Map.of());
    private AffineTransform transform = new AffineTransform();
    private Color color = Ink.TEXT.color();
    private Stroke stroke = new BasicStroke(1);
    private Font font = new ChartFont(12);
    private @Nullable Shape clip;

    SvgGraphics() {
        this.svg = new StringBuilder();
    }

    private SvgGraphics(SvgGraphics parent) {
        this.svg = parent.svg;
        this.transform = new AffineTransform(parent.transform);
        this.color = parent.color;
        this.stroke = parent.stroke;
        this.font = parent.font;
        this.clip = parent.clip;
    }

    /** The elements drawn so far. */
    String elements() {
        return svg.toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        String shorter = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        return shorter.equals("-0") ? "0" : shorter;
    }

    @Override
    public void draw(Shape shape) {
        StringBuilder style =
                new StringBuilder(" class=\"s-").append(Ink.of(color).label()).append('"');
        if (stroke instanceof BasicStroke line) {
            if (line.getLineWidth() != 1) {
                style.append(" stroke-width=\"")
                        .append(number(line.getLineWidth()))
                        .append('"');
            }
            float[] dashes = line.getDashArray();
            if (dashes != null) {
                style.append(" stroke-dasharray=\"").append(number(dashes[0])).append('"');
            }
        }
        element(shape, style.toString());
    }

    @Override
    public void fill(Shape shape) {
        if (color.equals(Drawing.NOTHING)) {
            return;
        }
        element(shape, " class=\"f-" + Ink.of(color).label() + "\"");
    }

    private void element(Shape shape, String style) {
        if (shape instanceof Ellipse2D circle && circle.getWidth() == circle.getHeight()) {
            svg.append("<circle cx=\"")
                    .append(number(circle.getCenterX() + transform.getTranslateX()))
                    .append("\" cy=\"")
                    .append(number(circle.getCenterY() + transform.getTranslateY()))
                    .append("\" r=\"")
                    .append(number(circle.getWidth() / 2))
                    .append('"');
        } else {
            svg.append("<path d=\"").append(path(shape)).append('"');
        }
        svg.append(style).append("/>\n");
    }

    private String path(Shape shape) {
        StringBuilder path = new StringBuilder();
        double[] points = new double[6];
        for (PathIterator i = shape.getPathIterator(transform); !i.isDone(); i.next()) {
            int type = i.currentSegment(points);
            int values =
                    switch (type) {
                        case PathIterator.SEG_CLOSE -> 0;
                        case PathIterator.SEG_QUADTO -> 4;
                        case PathIterator.SEG_CUBICTO -> 6;
                        default -> 2;
                    };
            path.append("MLQCZ".charAt(type));
            for (int value = 0; value < values; value++) {
                path.append(value == 0 ? "" : " ").append(number(points[value]));
            }
        }
        return path.toString();
    }

    @Override
    public void drawString(String text, float x, float y) {
        svg.append("<text x=\"")
                .append(number(x + transform.getTranslateX()))
                .append("\" y=\"")
                .append(number(y + transform.getTranslateY()))
                .append("\" class=\"f-")
                .append(Ink.of(color).label())
                .append('"');
        if (hints.get(ANCHOR) instanceof String anchor && !anchor.equals("start")) {
            svg.append(" text-anchor=\"").append(anchor).append('"');
        }
        if (font.getSize() != Drawing.FONT.getSize()) {
            svg.append(" font-size=\"").append(font.getSize()).append('"');
        }
        svg.append('>').append(escape(text)).append("</text>\n");
    }

    @Override
    public void drawString(String text, int x, int y) {
        drawString(text, (float) x, (float) y);
    }

    @Override
    public void setRenderingHint(RenderingHints.Key key, Object value) {
        if (key.equals(ChartHints.KEY_BEGIN_ELEMENT)) {
            svg.append("<g>");
            if (value instanceof Map<?, ?> attributes && attributes.get(TITLE) != null) {
                svg.append("<title>")
                        .append(escape(attributes.get(TITLE).toString()))
                        .append("</title>");
            }
        } else if (key.equals(ChartHints.KEY_END_ELEMENT)) {
            svg.append("</g>\n");
        } else {
            hints.put(key, value);
        }
    }

    @Override
    public @Nullable Object getRenderingHint(RenderingHints.Key key) {
        return hints.get(key);
    }

    @Override
    public void setRenderingHints(Map<?, ?> replaced) {
        hints.clear();
        hints.putAll(replaced);
    }

    @Override
    public void addRenderingHints(Map<?, ?> added) {
        hints.putAll(added);
    }

    @Override
    public RenderingHints getRenderingHints() {
        return (RenderingHints) hints.clone();
    }

    @Override
    public Graphics create() {
        return new SvgGraphics(this);
    }

    @Override
    public void dispose() {}

    @Override
    public Color getColor() {
        return color;
    }

    @Override
    public void setColor(Color chosen) {
        color = chosen == null ? color : chosen;
    }

    @Override
    public Paint getPaint() {
        return color;
    }

    @Override
    public void setPaint(Paint paint) {
        if (paint instanceof Color chosen) {
            color = chosen;
        }
    }

    @Override
    public Stroke getStroke() {
        return stroke;
    }

    @Override
    public void setStroke(Stroke chosen) {
        stroke = chosen;
    }

    @Override
    public Font getFont() {
        return font;
    }

    @Override
    public void setFont(Font chosen) {
        font = chosen == null ? font : chosen;
    }

    @Override
    public FontMetrics getFontMetrics(Font measured) {
        return (measured instanceof ChartFont own ? own : new ChartFont(measured.getSize())).metrics();
    }

    @Override
    public FontRenderContext getFontRenderContext() {
        return new FontRenderContext(null, true, true);
    }

    @Override
    public void translate(double x, double y) {
        transform.translate(x, y);
    }

    @Override
    public void translate(int x, int y) {
        transform.translate(x, y);
    }

    @Override
    public void rotate(double angle) {
        transform.rotate(angle);
    }

    @Override
    public void rotate(double angle, double x, double y) {
        transform.rotate(angle, x, y);
    }

    @Override
    public void scale(double x, double y) {
        transform.scale(x, y);
    }

    @Override
    public void shear(double x, double y) {
        transform.shear(x, y);
    }

    @Override
    public void transform(AffineTransform added) {
        transform.concatenate(added);
    }

    @Override
    public void setTransform(AffineTransform replaced) {
        transform = new AffineTransform(replaced);
    }

    @Override
    public AffineTransform getTransform() {
        return new AffineTransform(transform);
    }

    @Override
    public @Nullable Shape getClip() {
        return clip;
    }

    @Override
    public void setClip(@Nullable Shape shape) {
        clip = shape;
    }

    @Override
    public void setClip(int x, int y, int width, int height) {
        clip = new Rectangle(x, y, width, height);
    }

    @Override
    public void clip(Shape shape) {
        clip = shape;
    }

    @Override
    public void clipRect(int x, int y, int width, int height) {
        clip = new Rectangle(x, y, width, height);
    }

    @Override
    public @Nullable Rectangle getClipBounds() {
        return clip == null ? null : clip.getBounds();
    }
}
