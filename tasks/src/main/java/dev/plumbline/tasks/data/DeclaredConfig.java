package dev.plumbline.tasks.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code configs:}.
 *
 * @param isDefault marked {@code default: true}
 * @param folder {@code data_dir}, empty for the repository's root
 * @param patterns split to file patterns; empty where the automatic rule decides
 * @param separator of CSV files, or null for the usual one
 * @param features types of the columns
 * @param unsupported reading options this reader does not know and will not ignore
 */
record DeclaredConfig(
        boolean isDefault,
        String folder,
        Map<String, List<String>> patterns,
        @Nullable Character separator,
        DeclaredFeatures features,
        List<String> unsupported) {

    DeclaredConfig {
        patterns = Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
        unsupported = List.copyOf(unsupported);
    }
}
