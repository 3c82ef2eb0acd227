package dev.plumbline.reports.lint;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.tasks.release.MtebVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Scores that are known to be wrong.
 *
 * @param task its name
 * @param upTo the last mteb release that scored it wrongly
 * @param reason what is wrong
 * @param source where that is known from
 */
record KnownBad(
        @JsonProperty("task") String task,
        @JsonProperty("up_to") String upTo,
        @JsonProperty("reason") String reason,
        @JsonProperty("source") String source) {

    private static final String FILE = "known-bad.json";

    KnownBad {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(upTo, "up_to");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(source, "source");
    }

    /** The list that comes with Plumbline. */
    static List<KnownBad> bundled() {
        try (InputStream in = KnownBad.class.getResourceAsStream(FILE)) {
            return List.of(JsonMapper.builder().build().readValue(in, KnownBad[].class));
        } catch (IOException e) {
            throw new UncheckedIOException("bundled " + FILE, e);
        }
    }

    /** Whether a result of a task by a release is of this kind. */
    boolean covers(String name, MtebVersion version) {
        return task.equals(name)
                && MtebVersion.parse(upTo)
                        .map(last -> version.compareTo(last) <= 0)
                        .orElseThrow();
    }
}
