package dev.plumbline.tasks.data;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/**
 * A group annotated LIST. Its one repeated field is either the element itself (two-level, written by old tools) or a
 * group around the element (three-level), told apart by the format's backward-compatibility rules.
 */
final class ListConverter extends GroupConverter {

    private final ElementBuffer elements = new ElementBuffer();
    private final Converter repeated;
    private final ValueSink sink;

    ListConverter(GroupType list, String file, ValueSink sink) {
        this.sink = sink;
        if (list.getFieldCount() != 1 || !list.getType(0).isRepetition(Type.Repetition.REPEATED)) {
            throw new IllegalArgumentException("list column " + list.getName() + " without one repeated field");
        }
        Type inner = list.getType(0);
        this.repeated = isElement(list, inner)
                ? ParquetConverters.of(inner, file, elements)
                : new Slot(inner.asGroupType().getType(0), file);
    }

    private static boolean isElement(GroupType list, Type inner) {
        return inner.isPrimitive()
                || inner.asGroupType().getFieldCount() != 1
                || inner.getName().equals("array")
                || inner.getName().equals(list.getName() + "_tuple");
    }

    @Override
    public Converter getConverter(int fieldIndex) {
        return repeated;
    }

    @Override
    public void start() {
        elements.clear();
    }

    @Override
    public void end() {
        sink.add(elements.toList());
    }

    /** The group around an element that may be null. */
    private final class Slot extends GroupConverter {

        private final Converter element;
        private int sizeBefore;

        Slot(Type type, String file) {
            this.element = ParquetConverters.of(type, file, elements);
        }

        @Override
        public Converter getConverter(int fieldIndex) {
            return element;
        }

        @Override
        public void start() {
            sizeBefore = elements.size();
        }

        @Override
        public void end() {
            if (elements.size() == sizeBefore) {
                elements.add(null);
            }
        }
    }
}
