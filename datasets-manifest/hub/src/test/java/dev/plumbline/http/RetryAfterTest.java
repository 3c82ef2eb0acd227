package dev.plumbline.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private static HttpHeaders headers(Map<String, List<String>> headers) {
        return HttpHeaders.of(headers, (name, value) -> true);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7000",
        "' 20 ', 20000",
        "1.5, 1500",
        "999999999, 86400000",
        "'Sun, 01 Mar 2026 12:00:30 GMT', 30000",
        "'Sun, 1 Mar 2026 11:00:00 GMT', 0"
    })
    void secondsAndDates(String value, long millis) {
        assertThat(RetryAfter.of(headers(Map.of("Retry-After", List.of(value))), CLOCK))
                .contains(Duration.ofMillis(millis));
    }

    @Test
    void aDateIsMeantByTheServersClock() {
        assertThat(RetryAfter.of(
                        headers(Map.of(
                                "Retry-After", List.of("Wed, 21 Oct 2015 07:28:05 GMT"),
                                "Date", List.of("Wed, 21 Oct 2015 07:28:00 GMT"))),
                        CLOCK))
                .contains(Duration.ofSeconds(5));
    }

    @Test
    void openAiSaysItInMilliseconds() {
        assertThat(RetryAfter.of(headers(Map.of("retry-after-ms", List.of("250"), "Retry-After", List.of("1"))), CLOCK))
                .contains(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-3", "soon", "1e3", "NaN", "12 s", "99999999999999999999"})
    void whatCannotBeReadAsksForNothing(String value) {
        assertThat(RetryAfter.of(headers(Map.of("Retry-After", List.of(value))), CLOCK))
                .isEmpty();
        assertThat(RetryAfter.of(headers(Map.of()), CLOCK)).isEmpty();
    }
}
