package dev.plumbline.http;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a server asks to be left alone: {@code Retry-After} of RFC 9110, 10.2.3, OpenAI's {@code retry-after-ms}, and the
 * hub's {@code ratelimit: "api";r=0;t=55}.
 */
public final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final Pattern SPENT = Pattern.compile(";\\s*r\\s*=\\s*0\\s*;\\s*t\\s*=\\s*([0-9]{1,6})\\b");
    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /**
     * Reads the headers.
     *
     * @param clock what time it is, where a date is given and the server does not say its own time
     * @return empty where nothing is asked for or it cannot be read; never negative, a day at most
     */
    public static Optional<Duration> of(HttpHeaders headers, Clock clock) {
        Optional<Duration> precise = headers.firstValue("retry-after-ms").flatMap(value -> seconds(value, 1e-3));
        if (precise.isPresent()) {
            return precise;
        }
        Optional<String> asked = headers.firstValue("retry-after");
        Optional<Duration> seconds = asked.flatMap(value -> seconds(value, 1));
        if (seconds.isPresent()) {
            return seconds;
        }
        if (asked.isEmpty()) {
            Matcher spent = SPENT.matcher(headers.firstValue("ratelimit").orElse(""));
            return spent.find() ? seconds(spent.group(1), 1) : Optional.empty();
        }
        Instant now = headers.firstValue("date").flatMap(RetryAfter::date).orElseGet(clock::instant);
        return asked.flatMap(RetryAfter::date).map(then -> bounded(Duration.between(now, then)));
    }

    private static Optional<Duration> seconds(String value, double unit) {
        String number = value.strip();
        return SECONDS.matcher(number).matches()
                ? Optional.of(bounded(Duration.ofNanos((long) (Double.parseDouble(number) * unit * 1e9))))
                : Optional.empty();
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            // a header that cannot be read asks for nothing
            return Optional.empty();
        }
    }
}
