package dev.plumbline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TextBlocksTest {

    @Test
    void everyTextIsInOneBlockAndLongOnesComeFirst() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            int longest = 1 + random.nextInt(5000);
            List<String> texts = IntStream.range(0, random.nextInt(400))
                    .mapToObj(i -> "x".repeat(random.nextInt(longest)))
                    .toList();
            int cores = 1 + random.nextInt(64);
            TextBlocks blocks = TextBlocks.of(texts, cores);
            List<Integer> places = new ArrayList<>();
            List<Integer> lengths = new ArrayList<>();
            for (int block = 0; block < blocks.count(); block++) {
                assertThat(blocks.texts().get(block)).isNotEmpty();
                for (int i = 0; i < blocks.places(block).length; i++) {
                    int place = blocks.places(block)[i];
                    assertThat(blocks.texts().get(block)[i]).isSameAs(texts.get(place));
                    places.add(place);
                    lengths.add(texts.get(place).length());
                }
            }
            assertThat(places.stream().sorted().toList())
                    .isEqualTo(IntStream.range(0, texts.size()).boxed().toList());
            assertThat(lengths).isSortedAccordingTo((a, b) -> Integer.compare(b, a));
        }
    }

    @Test
    void aLargeRequestHasBlocksForEveryCoreAndNoneIsHuge() {
        String[] texts = new String[100_000];
        Arrays.setAll(texts, i -> "x".repeat(100 + i % 400));
        TextBlocks blocks = TextBlocks.of(List.of(texts), 8);
        assertThat(blocks.count()).isGreaterThanOrEqualTo(32);
        assertThat(blocks.texts())
                .allSatisfy(block -> assertThat(
                                Arrays.stream(block).mapToInt(String::length).sum())
                        .isLessThan((1 << 20) + 500));
    }
}
