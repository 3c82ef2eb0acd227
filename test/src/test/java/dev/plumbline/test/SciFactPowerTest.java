package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What the gate can see on SciFact, whose 300 queries stand in 247 clusters: samples of all-MiniLM-L6-v2 in float32 and quantised,
 * as {@code run} wrote them.
 */
class SciFactPowerTest {

    private static final Path FLOAT32 = resource("float32");
    private static final Path QUANTISED = resource("quantised");

    private static Path resource(String name) {
        try {
            return Path.of(
                    SciFactPowerTest.class.getResource("/scifact/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(Object... arguments) throws IOException {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    /** Two rules share the level, of the mean and of the task: 34% for one point, whether asked before or after. */
    @Test
    void thePlanKnowsBeforehandWhatTheGateWillSee() throws IOException {
        JsonNode gate = json("gate", "--baseline", FLOAT32, "--candidate", QUANTISED, "--json");
        JsonNode plan = json("gate", "--plan", "--baseline", FLOAT32, "--like", QUANTISED, "--json");
        assertThat(gate.path("checks")).hasSameSizeAs(plan.path("rules")).hasSize(2);
        for (int rule = 0; rule < 2; rule++) {
            double stated =
                    gate.path("checks").path(rule).path("power_for_one_point").doubleValue();
            double planned =
                    plan.path("rules").path(rule).path("power_at_one_point").doubleValue();
            assertThat(stated).isBetween(0.2, 0.4).isCloseTo(0.34, within(0.005));
            assertThat(planned).isCloseTo(stated, within(1e-9));
        }
        assertThat(gate.path("notes").toString()).contains("300 samples in 247 clusters");
        assertThat(plan.path("suite").isNull())
                .as("300 queries are too few for one point, whatever the time")
                .isTrue();
    }

    /** Half of what the float32 model's own scores move by is a guess on the safe side: two versions of one model differ by less. */
    @Test
    void theGuessSeesLess() throws IOException {
        JsonNode plan = json("gate", "--plan", "--baseline", FLOAT32, "--json");
        assertThat(plan.path("assumed").booleanValue()).isTrue();
        assertThat(plan.path("rules").path(0).path("power_at_one_point").doubleValue())
                .isCloseTo(0.11, within(0.005));
    }
}
