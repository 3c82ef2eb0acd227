package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a repository form which config and split, from its README.md and its file names alone, so that it can
 * be asked before anything is downloaded. Follows {@code datasets.load_dataset} (5.2).
 */
public final class RepositoryLayout {

    private static final String DEFAULT = "default";

    /** Never data, whatever the patterns say ({@code datasets.data_files.FILES_TO_IGNORE}). */
    private static final Set<String> NOT_DATA = Set.of(
            "README.md",
            "config.json",
            "dataset_info.json",
            "dataset_infos.json",
            "dummy_data.zip",
            "dataset_dict.json");

    private final String name;
    private final List<String> files;
    private final Map<String, DeclaredConfig> configs;

    private RepositoryLayout(String name, List<String> files, Map<String, DeclaredConfig> configs) {
        this.name = name;
        this.files = files;
        this.configs = configs;
    }

    /**
     * Reads the README's head; files are only listed, not opened.
     *
     * @param name what error messages call the repository
     * @param readme text of README.md, empty if there is none
     * @param files every file's path below the root, with {@code /}
     */
    public static RepositoryLayout of(String name, String readme, Collection<String> files) {
        TreeSet<String> sorted = new TreeSet<>(CodePoints.ORDER);
        sorted.addAll(files);
        Map<String, DeclaredConfig> configs = ReadmeHead.configs(readme, name);
        if (configs.isEmpty()) {
            DeclaredFeatures features = ReadmeHead.features(readme, name).getOrDefault(DEFAULT, DeclaredFeatures.NONE);
            configs = Map.of(DEFAULT, new DeclaredConfig(true, "", Map.of(), null, features, List.of()));
        }
        return new RepositoryLayout(name, List.copyOf(sorted), configs);
    }

    public String name() {
        return name;
    }

    /** Config names in README.md's order, {@code default} alone where it declares none. */
    public List<String> configs() {
        return List.copyOf(configs.keySet());
    }

    /** The only config, the one called or marked default; an error if none is. */
    public String defaultConfig() {
        if (configs.size() == 1) {
            return configs.keySet().iterator().next();
        }
        List<String> candidates = new ArrayList<>();
        configs.forEach((config, declared) -> {
            if (config.equals(DEFAULT) || declared.isDefault()) {
                candidates.add(config);
            }
        });
        if (candidates.size() != 1) {
            throw PlumblineException.data(name + " has "
                    + (candidates.isEmpty() ? "no default config" : "several default configs " + candidates) + " among "
                    + configs.keySet() + "; mark one with default: true in its README.md");
        }
        return candidates.get(0);
    }

    /** Splits of a config in README.md's order, whether or not their files are there. */
    public List<String> splits(String config) {
        return List.copyOf(patterns(config).keySet());
    }

    /**
     * Paths of the files of a split, in reading order.
     *
     * @throws PlumblineException of kind data if the config or split does not exist, no file matches or a pattern is
     *     refused
     */
    public List<String> files(String config, String split) {
        DeclaredConfig declared = declared(config);
        String where = name + ", config " + config + ", split " + split;
        if (!declared.unsupported().isEmpty()) {
            throw PlumblineException.data(where + ": README.md sets " + declared.unsupported()
                    + ", which this reader does not know; remove the option or convert the files");
        }
        Map<String, List<String>> patterns = patterns(config);
        List<String> wanted = patterns.get(split);
        if (wanted == null) {
            throw PlumblineException.data(
                    name + ", config " + config + " has no split '" + split + "', only " + patterns.keySet());
        }
        List<String> found = new ArrayList<>();
        for (String glob : wanted) {
            found.addAll(matching(declared, PathPattern.of(inFolder(declared, glob), where), where));
        }
        FileFormat format = FileFormat.most(found)
                .orElseThrow(() -> PlumblineException.absentData(where + ": no Parquet, JSON or CSV file matches "
                        + wanted + " in the repository; fetch the data set again"));
        return found.stream()
                .filter(file -> FileFormat.of(file)
                        .filter(each -> each == format || each == FileFormat.ZIP)
                        .isPresent())
                .collect(Collectors.toUnmodifiableList());
    }

    /** Null unless README.md sets one. */
    @Nullable
    Character separator(String config) {
        return declared(config).separator();
    }

    /** The types README.md declares for the columns of a config. */
    DeclaredFeatures features(String config) {
        return declared(config).features();
    }

    private List<String> matching(DeclaredConfig declared, PathPattern pattern, String where) {
        List<String> matched = files.stream()
                .filter(file -> !NOT_DATA.contains(file.substring(file.lastIndexOf('/') + 1)))
                .filter(pattern::matches)
                .toList();
        if (matched.isEmpty() && !pattern.isGlob() && !declared.patterns().isEmpty()) {
            throw PlumblineException.absentData(
                    where + ": the file " + pattern + " is missing; fetch the data set again");
        }
        return matched;
    }

    private Map<String, List<String>> patterns(String config) {
        DeclaredConfig declared = declared(config);
        if (!declared.patterns().isEmpty()) {
            return declared.patterns();
        }
        Map<String, List<String>> automatic = new LinkedHashMap<>();
        String prefix = inFolder(declared, "");
        List<String> inside = files.stream()
                .filter(file -> file.startsWith(prefix))
                .map(file -> file.substring(prefix.length()))
                .filter(file -> !NOT_DATA.contains(file.substring(file.lastIndexOf('/') + 1)))
                .toList();
        automatic.putAll(AutomaticSplits.patterns(inside));
        return automatic;
    }

    private static String inFolder(DeclaredConfig declared, String path) {
        String folder = declared.folder();
        return folder.isEmpty() || folder.equals(".") ? path : folder.replaceAll("/+$", "") + "/" + path;
    }

    private DeclaredConfig declared(String config) {
        DeclaredConfig declared = configs.get(config);
        if (declared == null) {
            throw PlumblineException.data(name + " has no config '" + config + "', only " + configs.keySet());
        }
        return declared;
    }
}
