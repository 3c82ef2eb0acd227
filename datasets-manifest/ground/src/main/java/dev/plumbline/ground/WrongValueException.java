package dev.plumbline.ground;

import java.util.Objects;

/**
 * What a record's constructor objects to, where the record is made of a mapping that people write: {@link Settings} and
 * {@link SettingsFile} say it with file and line.
 */
public final class WrongValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String what;
    private final String example;

    /**
     * An objection.
     *
     * @param key in the mapping, with dots where it lies deeper
     * @param what is wrong, as it stands behind the key: {@code must be above 0, not -1}
     * @param example a value that would do, as it stands behind the key; empty if there is none to name
     */
    public WrongValueException(String key, String what, String example) {
        super(key + " " + what);
        this.key = Objects.requireNonNull(key, "key");
        this.what = Objects.requireNonNull(what, "what");
        this.example = Objects.requireNonNull(example, "example");
    }

    public String key() {
        return key;
    }

    /** The message without the key. */
    public String what() {
        return what;
    }

    public String example() {
        return example;
    }
}
