package dev.plumbline.tasks.data;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which columns of a file are decoded. A name that the file does not have is no error here; using the column is. */
public final class Columns {

    private static final Columns ALL = new Columns(null);

    /** Null for all. */
    private final @Nullable Set<String> names;

    private Columns(@Nullable Set<String> names) {
        this.names = names;
    }

    public static Columns all() {
        return ALL;
    }

    public static Columns of(String... names) {
        return new Columns(Set.of(names));
    }

    public static Columns of(Collection<String> names) {
        return new Columns(Set.copyOf(names));
    }

    boolean includes(String name) {
        return names == null || names.contains(name);
    }
}
