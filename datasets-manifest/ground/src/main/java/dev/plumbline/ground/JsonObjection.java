package dev.plumbline.ground;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a text is no JSON, in words for who wrote it rather than for who reads Jackson's source. */
public final class JsonObjection {

    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'");
    private static final Pattern OUT_OF_RANGE = Pattern.compile("Numeric value \\((.*?)\\) out of range");

    private JsonObjection() {}

    /** What is wrong and in which line, as in {@code it ends before its last bracket or quote is closed (line 3)}. */
    public static String of(JsonProcessingException e) {
        return what(e) + " (line " + line(e) + ")";
    }

    /** Why a file of JSON was not read: as {@link #of(JsonProcessingException)}, or what the system says of the file. */
    public static String of(IOException e) {
        if (e instanceof JsonProcessingException json) {
            return of(json);
        }
        return e instanceof CharacterCodingException ? "it is not UTF-8" : e.toString();
    }

    static String what(JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return "it ends before its last bracket or quote is closed";
        }
        if (e instanceof StreamConstraintsException) {
            return String.valueOf(e.getMessage()).contains("depth")
                    ? "it is nested too deep: more than 1000 brackets are open"
                    : "a value in it is too long";
        }
        String said = String.valueOf(e.getOriginalMessage());
        Matcher twice = DUPLICATE.matcher(said);
        if (twice.find()) {
            return "the key '" + twice.group(1) + "' is there twice";
        }
        Matcher large = OUT_OF_RANGE.matcher(said);
        if (large.find()) {
            return "the number " + FileNames.shown(large.group(1)) + " is too large";
        }
        JsonLocation location = e.getLocation();
        return (location == null ? "it" : "column " + location.getColumnNr())
                + " is not what must stand there: is a comma, a quote or a bracket missing before it?";
    }

    static int line(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }
}
