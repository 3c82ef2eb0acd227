package dev.plumbline.manifest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files of the data sets that come with Plumbline, written by {@code test/mini/generate.py}. Their list is
 * {@code mini/index.txt}, in the format of {@code sha256sum}.
 */
public final class BundledFiles {

    static final String ROOT = "/mini/";

    private static final String ORGANISATION = "plumbline/";

    private final Map<String, List<BundledFile>> files;

    private BundledFiles(Map<String, List<BundledFile>> files) {
        this.files = files;
    }

    public static BundledFiles load() {
        Map<String, List<BundledFile>> files = new LinkedHashMap<>();
        String index = ROOT + "index.txt";
        try (InputStream in = BundledFiles.class.getResourceAsStream(index);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int blank = line.indexOf("  ");
                int slash = line.indexOf('/', blank);
                BundledFile file = new BundledFile(
                        line.substring(blank + 2, slash), line.substring(slash + 1), line.substring(0, blank));
                files.computeIfAbsent(ORGANISATION + file.folder(), path -> new ArrayList<>())
                        .add(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bundled list " + index, e);
        }
        return new BundledFiles(files);
    }

    /** Files of a data set by its {@code dataset.path}; empty if it does not come with Plumbline. */
    public List<BundledFile> of(String path) {
        return Collections.unmodifiableList(files.getOrDefault(path, List.of()));
    }

    /** Every {@code dataset.path} there is. */
    public Set<String> paths() {
        return Collections.unmodifiableSet(files.keySet());
    }
}
