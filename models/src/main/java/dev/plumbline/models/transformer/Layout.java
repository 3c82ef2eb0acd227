package dev.plumbline.models.transformer;

import java.util.List;
import java.util.function.Predicate;

/** Where a batch's tokens are, and what computes attention there. */
public enum Layout {
    /** {@code [texts, tokens, width]}, texts padded on the right. */
    PADDED,
    /** {@code [tokens, width]}, texts one after the other; padded for attention alone. */
    GATHERED,
    /** The same; attention by libtorch's memory-efficient kernel for texts of different lengths, CUDA only. */
    EFFICIENT,
    /** The same by the flash kernel, which knows half precision only, and heads in groups. */
    FLASH;

    /** The fastest one up to {@code most} that works; texts one after the other always do. */
    static Layout best(Layout most, Predicate<Layout> works) {
        return List.of(FLASH, EFFICIENT).stream()
                .filter(layout -> layout.compareTo(most) <= 0 && works.test(layout))
                .findFirst()
                .orElse(GATHERED);
    }
}
