package dev.plumbline.models.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeyIndexTest {

    @Test
    void findsWhatAMapFinds() {
        KeyIndex index = new KeyIndex();
        Map<Long, Integer> map = new HashMap<>();
        java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < 50_000; i++) {
            // few distinct low bits: long runs of occupied slots
            long key = random.nextInt(4) == 0 ? random.nextInt(1000) : random.nextLong();
            index.put(key, i);
            map.put(key, i);
        }
        assertThat(index.size()).isEqualTo(map.size());
        map.forEach((key, row) -> assertThat(index.find(key)).isEqualTo(row));
        assertThat(index.find(-12345L)).isEqualTo(map.getOrDefault(-12345L, KeyIndex.ABSENT));
        assertThat(index.find(0L)).isEqualTo(map.getOrDefault(0L, KeyIndex.ABSENT));
    }
}
