package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;

/** What a repository of the hub holds. */
public enum RepositoryType {
    DATASET("data set", "datasets", "datasets/"),
    MODEL("model", "models", "");

    private final String noun;
    private final String plural;
    private final String urlPrefix;

    RepositoryType(String noun, String plural, String urlPrefix) {
        this.noun = noun;
        this.plural = plural;
        this.urlPrefix = urlPrefix;
    }

    /** What messages call it. */
    public String noun() {
        return noun;
    }

    /** Begins the names of cache folders and follows {@code /api/}. */
    public String plural() {
        return plural;
    }

    /** Stands before the name in the addresses of files and pages. */
    public String urlPrefix() {
        return urlPrefix;
    }

    /** An error of the kind that fits what is missing. */
    public PlumblineException problem(String message) {
        return this == DATASET ? PlumblineException.absentData(message) : PlumblineException.model(message);
    }

    /** An error of the kind that fits what is missing. */
    public PlumblineException problem(String message, Throwable cause) {
        return this == DATASET
                ? PlumblineException.absentData(message, cause)
                : PlumblineException.model(message, cause);
    }
}
