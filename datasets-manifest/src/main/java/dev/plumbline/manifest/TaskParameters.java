package dev.plumbline.manifest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A task's evaluation parameters by mteb's names; what a file leaves out has mteb's default, given by the caller. */
public final class TaskParameters {

    private final ObjectNode values;

    @JsonCreator
    public TaskParameters(ObjectNode values) {
        this.values = values.deepCopy();
    }

    public static TaskParameters none() {
        return new TaskParameters(JsonNodeFactory.instance.objectNode());
    }

    /** The parameter, or the default where the file does not name it. */
    public int integer(String name, int defaultValue) {
        JsonNode value = values.get(name);
        if (value == null) {
            return defaultValue;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(name, "a whole number", value);
        }
        return value.intValue();
    }

    public boolean flag(String name, boolean defaultValue) {
        JsonNode value = values.get(name);
        if (value == null) {
            return defaultValue;
        }
        if (!value.isBoolean()) {
            throw wrong(name, "true or false", value);
        }
        return value.booleanValue();
    }

    public String text(String name, String defaultValue) {
        JsonNode value = values.get(name);
        if (value == null || value.isNull()) {
            return defaultValue;
        }
        if (!value.isTextual()) {
            throw wrong(name, "a string", value);
        }
        return value.textValue();
    }

    public double number(String name, double defaultValue) {
        JsonNode value = values.get(name);
        if (value == null) {
            return defaultValue;
        }
        if (!value.isNumber()) {
            throw wrong(name, "a number", value);
        }
        return value.doubleValue();
    }

    /** Empty where the file says null; the default where it says nothing. */
    public OptionalDouble optionalNumber(String name, OptionalDouble defaultValue) {
        JsonNode value = values.get(name);
        if (value == null) {
            return defaultValue;
        }
        return value.isNull() ? OptionalDouble.empty() : OptionalDouble.of(number(name, Double.NaN));
    }

    /** Empty where the file says null; the default where it says nothing. */
    public OptionalInt optionalInteger(String name, OptionalInt defaultValue) {
        JsonNode value = values.get(name);
        if (value == null) {
            return defaultValue;
        }
        return value.isNull() ? OptionalInt.empty() : OptionalInt.of(integer(name, 0));
    }

    /** A list of whole numbers, or the default where the file does not name it. */
    public int[] integers(String name, int... defaultValue) {
        JsonNode value = values.get(name);
        if (value == null) {
            return defaultValue;
        }
        int[] integers = new int[value.size()];
        for (int i = 0; i < integers.length; i++) {
            if (!value.isArray() || !value.get(i).isInt()) {
                throw wrong(name, "a list of whole numbers", value);
            }
            integers[i] = value.get(i).intValue();
        }
        return integers;
    }

    public boolean has(String name) {
        return values.has(name);
    }

    @JsonValue
    public ObjectNode toJson() {
        return values.deepCopy();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskParameters that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    private static PlumblineException wrong(String name, String wanted, JsonNode value) {
        return PlumblineException.usage("params." + name + " must be " + wanted + ", not " + value);
    }
}
