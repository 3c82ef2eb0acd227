package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** Chooses the converter of a Parquet field by its type; a type that no task can use is refused by name. */
final class ParquetConverters {

    private ParquetConverters() {}

    static Converter of(Type type, String file, ValueSink sink) {
        if (type.isPrimitive()) {
            return primitive(type.asPrimitiveType(), file, sink);
        }
        GroupType group = type.asGroupType();
        LogicalTypeAnnotation annotation = group.getLogicalTypeAnnotation();
        if (annotation instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
            return new ListConverter(group, file, sink);
        }
        if (annotation instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation) {
            return new MapConverter(group, file, sink);
        }
        return StructConverter.toMap(group, file, sink);
    }

    private static Converter primitive(PrimitiveType type, String file, ValueSink sink) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            return new DecimalNumber(sink, decimal.getScale());
        }
        if (annotation instanceof LogicalTypeAnnotation.Float16LogicalTypeAnnotation) {
            return new HalfPrecision(sink);
        }
        boolean plain = annotation == null
                || annotation instanceof IntLogicalTypeAnnotation
                || annotation instanceof LogicalTypeAnnotation.UnknownLogicalTypeAnnotation;
        boolean unsigned = annotation instanceof IntLogicalTypeAnnotation whole && !whole.isSigned();
        boolean textual = annotation == null
                || annotation instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
                || annotation instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation
                || annotation instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> new BooleanValue(sink);
            case INT32, INT64 -> {
                if (!plain) {
                    throw unusable(type, file);
                }
                yield new WholeNumber(sink, unsigned);
            }
            case FLOAT, DOUBLE -> new FloatingPoint(sink);
            case BINARY -> {
                if (!textual) {
                    throw unusable(type, file);
                }
                yield new Text(sink);
            }
            default -> throw unusable(type, file);
        };
    }

    private static PlumblineException unusable(PrimitiveType type, String file) {
        return PlumblineException.data(file + ": column '" + type.getName() + "' has the Parquet type " + type
                + ", which no task uses; store it as string, whole number or floating-point number");
    }

    private static final class BooleanValue extends PrimitiveConverter {
        private final ValueSink sink;

        BooleanValue(ValueSink sink) {
            this.sink = sink;
        }

        @Override
        public void addBoolean(boolean value) {
            sink.add(value);
        }
    }

    private static final class WholeNumber extends PrimitiveConverter {
        private final ValueSink sink;
        private final boolean unsigned;

        WholeNumber(ValueSink sink, boolean unsigned) {
            this.sink = sink;
            this.unsigned = unsigned;
        }

        @Override
        public void addInt(int value) {
            sink.add(unsigned ? Integer.toUnsignedLong(value) : (long) value);
        }

        @Override
        public void addLong(long value) {
            if (unsigned && value < 0) {
                throw PlumblineException.data("the unsigned value " + Long.toUnsignedString(value)
                        + " does not fit 63 bits; write it as a string");
            }
            sink.add(value);
        }
    }

    private static final class FloatingPoint extends PrimitiveConverter {
        private final ValueSink sink;

        FloatingPoint(ValueSink sink) {
            this.sink = sink;
        }

        @Override
        public void addFloat(float value) {
            sink.addFloat(value);
        }

        @Override
        public void addDouble(double value) {
            sink.addDouble(value);
        }
    }

    /** A number with a fixed count of decimal places, as the nearest double; Python's {@code float(Decimal)}. */
    private static final class DecimalNumber extends PrimitiveConverter {
        private final ValueSink sink;
        private final int scale;

        DecimalNumber(ValueSink sink, int scale) {
            this.sink = sink;
            this.scale = scale;
        }

        @Override
        public void addInt(int value) {
            addLong(value);
        }

        @Override
        public void addLong(long value) {
            sink.addDouble(BigDecimal.valueOf(value, scale).doubleValue());
        }

        @Override
        public void addBinary(Binary value) {
            byte[] unscaled = value.getBytes();
            sink.addDouble(new BigDecimal(unscaled.length == 0 ? BigInteger.ZERO : new BigInteger(unscaled), scale)
                    .doubleValue());
        }
    }

    /** IEEE 754 binary16, two bytes, the lower one first. */
    private static final class HalfPrecision extends PrimitiveConverter {
        private final ValueSink sink;

        HalfPrecision(ValueSink sink) {
            this.sink = sink;
        }

        @Override
        public void addBinary(Binary value) {
            byte[] bytes = value.getBytesUnsafe();
            sink.addFloat(Half.toFloat((bytes[0] & 0xFF) | bytes[1] << 8));
        }
    }

    /** Strings; those of a dictionary page are decoded once and shared. */
    private static final class Text extends PrimitiveConverter {
        private final ValueSink sink;
        private String[] dictionary = {};

        Text(ValueSink sink) {
            this.sink = sink;
        }

        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary values) {
            dictionary = new String[values.getMaxId() + 1];
            for (int i = 0; i < dictionary.length; i++) {
                dictionary[i] = decoded(values.decodeToBinary(i));
            }
        }

        @Override
        public void addValueFromDictionary(int id) {
            sink.add(dictionary[id]);
        }

        @Override
        public void addBinary(Binary value) {
            sink.add(decoded(value));
        }

        /** The fast decoder replaces what is malformed; only a text with the replacement character is looked at twice. */
        private static String decoded(Binary value) {
            byte[] bytes = value.getBytes();
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (text.indexOf('\uFFFD') >= 0) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
                } catch (CharacterCodingException e) {
                    throw new IllegalArgumentException("a string that is not UTF-8", e);
                }
            }
            return text;
        }
    }
}
