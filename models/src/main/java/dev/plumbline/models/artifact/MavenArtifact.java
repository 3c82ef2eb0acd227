package dev.plumbline.models.artifact;

import java.nio.file.Path;
import java.util.Objects;

/** Coordinates of a jar. */
public record MavenArtifact(String group, String name, String version) {
    public MavenArtifact {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
    }

    /** Where it lies in a repository of the default layout. */
    Path path() {
        return Path.of(group.replace('.', '/'), name, version, name + "-" + version + ".jar");
    }

    /** {@code group:name:version}. */
    @Override
    public String toString() {
        return group + ":" + name + ":" + version;
    }
}
