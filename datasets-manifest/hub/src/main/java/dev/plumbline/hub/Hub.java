package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.http.Retries;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hub, or the mirror that {@code HF_ENDPOINT} names, and the cache its files go to. Safe for use by several threads. */
public final class Hub {

    private final HubTransport transport;
    private final Attempts attempts;
    private final Duration answerPatience;
    private final Duration bodyPatience;
    private final HubCache cache;
    private final boolean withoutLinks;
    private final HubProgress progress;

    Hub(HubEnvironment environment, HubProgress progress, Attempts attempts) {
        this.transport = new HubTransport(environment, userAgent());
        this.attempts = attempts;
        this.answerPatience = environment.answerTimeout();
        this.bodyPatience = environment.downloadTimeout();
        this.cache = environment.cache();
        this.withoutLinks = environment.withoutLinks();
        this.progress = progress;
    }

    /**
     * The hub as the environment describes it; nothing is sent yet.
     *
     * @throws PlumblineException of kind USAGE for a variable that makes no sense
     */
    public static Hub of(HubEnvironment environment, HubProgress progress) {
        return of(environment, progress, Retries.USUAL.first());
    }

    /**
     * The hub as the environment describes it; nothing is sent yet.
     *
     * @param firstPause before what failed in passing is tried again; the next are longer
     * @throws PlumblineException of kind USAGE for a variable that makes no sense
     */
    public static Hub of(HubEnvironment environment, HubProgress progress, Duration firstPause) {
        Retries retries = new Retries(firstPause, Retries.USUAL.longest());
        return new Hub(environment, progress, new Attempts(retries, progress::note));
    }

    /** Ours, with the version from the jar's manifest where there is one. */
    private static String userAgent() {
        String version = Hub.class.getPackage().getImplementationVersion();
        return "plumbline" + (version == null ? "" : "/" + version) + "; java/"
                + Runtime.version().feature();
    }

    /**
     * A repository at a revision. The hub is asked which commit a branch is at, and for the files of a commit it was never
     * asked about; a commit that is known is opened without a request.
     *
     * @param revision a commit, branch or tag; null for {@code main}
     * @throws PlumblineException if there is no such repository or revision, or none to be seen, or the hub cannot be
     *     reached
     */
    public HubSnapshot open(RepositoryId id, @Nullable String revision) {
        String asked = revision == null ? "main" : revision;
        if (!RepositoryId.isRevision(asked)) {
            throw id.type().problem("'" + asked + "' is not a commit or branch name");
        }
        CachedRepository cached = new CachedRepository(cache, id);
        HubApi api = new HubApi(transport, attempts, answerPatience);
        try {
            String commit = RepositoryId.isCommit(asked) ? asked : api.commit(id, asked);
            Optional<RepositoryListing> known = cached.listing(commit);
            RepositoryListing listing = known.isPresent() ? known.get() : api.listing(id, commit, asked);
            HubNames.check(id, listing.files().keySet());
            return new HubSnapshot(this, api, cached, commit, asked, listing);
        } catch (IOException e) {
            Optional<HubSnapshot> earlier = earlier(api, cached, asked);
            if (earlier.isPresent()) {
                progress.warning(e.getMessage() + "; " + id + " is taken as it was when last seen, at commit "
                        + earlier.get().commit());
                return earlier.get();
            }
            throw new HubRefusal(transport, id, asked).unreachable(e);
        }
    }

    /** A branch as it was when it was last asked for, as Python falls back to it. */
    private Optional<HubSnapshot> earlier(HubApi api, CachedRepository cached, String asked) {
        String commit = cached.commitOf(asked);
        return Files.isDirectory(cached.snapshot(commit))
                ? cached.listing(commit).map(listing -> new HubSnapshot(this, api, cached, commit, asked, listing))
                : Optional.empty();
    }

    HubTransport transport() {
        return transport;
    }

    Attempts attempts() {
        return attempts;
    }

    Duration bodyPatience() {
        return bodyPatience;
    }

    public HubProgress progress() {
        return progress;
    }

    public HubCache cache() {
        return cache;
    }

    CacheWriter writer(CachedRepository cached) {
        return new CacheWriter(cached, withoutLinks);
    }
}
