package dev.plumbline.reports.chart;

import java.awt.Color;
import java.awt.Composite;
import java.awt.Graphics2D;
import java.awt.GraphicsConfiguration;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.BufferedImageOp;
import java.awt.image.ImageObserver;
import java.awt.image.RenderedImage;
import java.awt.image.renderable.RenderableImage;
import java.text.AttributedCharacterIterator;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of a {@link Graphics2D} besides shapes, plain text and its settings: made shapes of where that can be,
 * passed over where it changes nothing that is drawn here, and refused where our charts have no such thing.
 */
abstract class ShapeGraphics extends Graphics2D {

    @Override
    public boolean hit(Rectangle area, Shape shape, boolean onStroke) {
        return shape.intersects(area);
    }

    @Override
    public void drawLine(int x1, int y1, int x2, int y2) {
        draw(new Line2D.Double(x1, y1, x2, y2));
    }

    @Override
    public void fillRect(int x, int y, int width, int height) {
        fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void clearRect(int x, int y, int width, int height) {}

    @Override
    public void setBackground(Color background) {}

    @Override
    public Color getBackground() {
        return Ink.GRID.color();
    }

    @Override
    public void setComposite(Composite composite) {}

    @Override
    public Composite getComposite() {
        return java.awt.AlphaComposite.SrcOver;
    }

    @Override
    public void setPaintMode() {}

    @Override
    public void setXORMode(Color other) {}

    @Override
    public @Nullable GraphicsConfiguration getDeviceConfiguration() {
        return null;
    }

    private static UnsupportedOperationException notDrawn(String what) {
        return new UnsupportedOperationException("charts have no " + what);
    }

    @Override
    public void drawString(AttributedCharacterIterator text, int x, int y) {
        throw notDrawn("styled text");
    }

    @Override
    public void drawString(AttributedCharacterIterator text, float x, float y) {
        throw notDrawn("styled text");
    }

    @Override
    public void drawGlyphVector(GlyphVector glyphs, float x, float y) {
        throw notDrawn("glyphs");
    }

    @Override
    public void drawRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
        throw notDrawn("round rectangles");
    }

    @Override
    public void fillRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
        throw notDrawn("round rectangles");
    }

    @Override
    public void drawOval(int x, int y, int width, int height) {
        draw(new Ellipse2D.Double(x, y, width, height));
    }

    @Override
    public void fillOval(int x, int y, int width, int height) {
        fill(new Ellipse2D.Double(x, y, width, height));
    }

    @Override
    public void drawArc(int x, int y, int width, int height, int start, int arc) {
        throw notDrawn("arcs");
    }

    @Override
    public void fillArc(int x, int y, int width, int height, int start, int arc) {
        throw notDrawn("arcs");
    }

    @Override
    public void drawPolyline(int[] x, int[] y, int points) {
        throw notDrawn("polylines");
    }

    @Override
    public void drawPolygon(int[] x, int[] y, int points) {
        draw(new java.awt.Polygon(x, y, points));
    }

    @Override
    public void fillPolygon(int[] x, int[] y, int points) {
        fill(new java.awt.Polygon(x, y, points));
    }

    @Override
    public void copyArea(int x, int y, int width, int height, int dx, int dy) {
        throw notDrawn("pictures");
    }

    @Override
    public boolean drawImage(Image image, AffineTransform placed, ImageObserver observer) {
        throw notDrawn("pictures");
    }

    @Override
    public void drawImage(BufferedImage image, BufferedImageOp operation, int x, int y) {
        throw notDrawn("pictures");
    }

    @Override
    public void drawRenderedImage(RenderedImage image, AffineTransform placed) {
        throw notDrawn("pictures");
    }

    @Override
    public void drawRenderableImage(RenderableImage image, AffineTransform placed) {
        throw notDrawn("pictures");
    }

    @Override
    public boolean drawImage(Image image, int x, int y, ImageObserver observer) {
        throw notDrawn("pictures");
    }

    @Override
    public boolean drawImage(Image image, int x, int y, int width, int height, ImageObserver observer) {
        throw notDrawn("pictures");
    }

    @Override
    public boolean drawImage(Image image, int x, int y, Color background, ImageObserver observer) {
        throw notDrawn("pictures");
    }

    @Override
    public boolean drawImage(
            Image image, int x, int y, int width, int height, Color background, ImageObserver observer) {
        throw notDrawn("pictures");
    }

    @Override
    public boolean drawImage(
            Image image, int x1, int y1, int x2, int y2, int sx1, int sy1, int sx2, int sy2, ImageObserver observer) {
        throw notDrawn("pictures");
    }

    @Override
    public boolean drawImage(
            Image image,
            int x1,
            int y1,
            int x2,
            int y2,
            int sx1,
            int sy1,
            int sx2,
            int sy2,
            Color background,
            ImageObserver observer) {
        throw notDrawn("pictures");
    }
}
