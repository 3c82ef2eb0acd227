package dev.plumbline.artifact;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Coordinates of a jar.
 *
 * @param classifier which of several jars of that version, for example {@code linux-x86_64}; empty for the only one
 */
public record MavenArtifact(String group, String name, String version, String classifier) {
    public MavenArtifact {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(classifier, "classifier");
    }

    public MavenArtifact(String group, String name, String version) {
        this(group, name, version, "");
    }

    /** Where it lies in a repository of the default layout. */
    Path path() {
        String suffix = classifier.isEmpty() ? "" : "-" + classifier;
        return Path.of(group.replace('.', '/'), name, version, name + "-" + version + suffix + ".jar");
    }

    /** {@code group:name:version}, with a classifier {@code group:name:version:jar:classifier}, as Maven's commands take it. */
    @Override
    public String toString() {
        return group + ":" + name + ":" + version + (classifier.isEmpty() ? "" : ":jar:" + classifier);
    }
}
