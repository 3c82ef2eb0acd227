package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.tasks.Charge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BillTest {

    @Test
    void addsUpWhatAnswersSay() {
        Bill bill = new Bill(OptionalDouble.of(0.13));
        assertThat(bill).hasToString("0 requests for 0 texts answered, 0 tokens charged, 0.0000 at 0.13 a million");
        bill.add(1, OptionalLong.of(9));
        bill.add(2000, OptionalLong.of(1_999_991));
        assertThat(bill)
                .hasToString("2 requests for 2,001 texts answered, 2,000,000 tokens charged, 0.2600 at 0.13 a million");
        assertThat(bill.charge()).isEqualTo(new Charge(2, 2001, OptionalLong.of(2_000_000), OptionalDouble.of(0.26)));
    }

    @Test
    void saysThatItDoesNotKnow() {
        Bill bill = new Bill(OptionalDouble.of(0.13));
        bill.add(1, OptionalLong.of(9));
        bill.add(1, OptionalLong.empty());
        assertThat(bill.charge()).isEqualTo(new Charge(2, 2, OptionalLong.empty(), OptionalDouble.empty()));
        assertThat(bill).hasToString("2 requests for 2 texts answered; it does not say how many tokens it charges for");
    }

    @Test
    void aTasksShareIsWhatCameSince() {
        Bill bill = new Bill(OptionalDouble.of(0.13));
        bill.add(3, OptionalLong.of(500_000));
        Charge before = bill.charge();
        bill.add(4, OptionalLong.of(1_000_000));
        assertThat(bill.charge().since(before))
                .isEqualTo(new Charge(1, 4, OptionalLong.of(1_000_000), OptionalDouble.of(0.13)));
        bill.add(1, OptionalLong.empty());
        assertThat(bill.charge().since(before))
                .isEqualTo(new Charge(2, 5, OptionalLong.empty(), OptionalDouble.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"usage\": {\"prompt_tokens\": 5, \"total_tokens\": 7}, | 7",
                "\"usage\": {\"prompt_tokens\": 5}, | 5",
                "\"meta\": {\"billed_units\": {\"input_tokens\": 6}}, | 6",
                "\"meta\": {\"api_version\": {\"version\": \"2\"}}, | -1",
                "\"usage\": null, | -1",
                "\"usage\": {\"total_tokens\": -4}, | -1",
                "\"usage\": {\"total_tokens\": \"many\"}, | -1",
                "'' | -1"
            })
    void readsWhatServersCallIt(String usage, long tokens) throws IOException {
        for (String body : List.of(
                "{" + usage + "\"data\": [{\"embedding\": [1, 2]}]}",
                "{\"data\": [{\"embedding\": [1, 2]}]" + (usage.isEmpty() ? "" : ", ")
                        + usage.replaceFirst(",\\s*$", "") + "}")) {
            Answer answer = VectorReply.read(body.getBytes(StandardCharsets.UTF_8), 1);
            assertThat(answer.vectors().data()).containsExactly(1, 2);
            assertThat(answer.tokens().orElse(-1)).isEqualTo(tokens);
        }
    }
}
