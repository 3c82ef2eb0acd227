package dev.plumbline.harness.cli;

import dev.plumbline.tasks.release.MtebRelease;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --as}: which release of mteb is reproduced. */
final class ReleaseOption {

    @Option(
            names = "--as",
            paramLabel = "RELEASE",
            description =
                    "Compute the numbers of this release of mteb, mteb-2.20.0 to mteb-2.26.24. Default: the newest, or"
                            + " what the file that is worked through says.")
    private String name;

    /** What was asked for, if anything was. */
    Optional<MtebRelease> given() {
        return Optional.ofNullable(name).map(text -> MtebRelease.named(text, "--as"));
    }

    /** What was asked for, else the newest. */
    MtebRelease chosen() {
        return given().orElse(MtebRelease.newest());
    }
}
