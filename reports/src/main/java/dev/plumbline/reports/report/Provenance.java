package dev.plumbline.reports.report;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a report's figures are from.
 *
 * @param version of Plumbline that wrote it
 * @param protocol the mteb release whose scores it follows
 * @param seed of every draw
 * @param replicates drawn of each difference, fewer where samples are many
 * @param rankReplicates drawn of the ranks
 * @param figures what is known of the published figures: source, date and the like
 * @param sources the models read from result files
 * @param prompts in full
 * @param remarks data that differ from mteb's, warnings of runs, files passed over or changed by hand
 * @param unlike scores that are not the same measurement as the candidate's
 * @param gaps what is missing
 * @param command that made the report
 */
public record Provenance(
        String version,
        String protocol,
        long seed,
        int replicates,
        int rankReplicates,
        Map<String, String> figures,
        List<Source> sources,
        List<Prompt> prompts,
        List<Remark> remarks,
        List<Remark> unlike,
        List<Remark> gaps,
        List<String> command) {
    public Provenance {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(protocol, "protocol");
        sources = List.copyOf(sources);
        prompts = List.copyOf(prompts);
        remarks = List.copyOf(remarks);
        unlike = List.copyOf(unlike);
        gaps = List.copyOf(gaps);
        command = List.copyOf(command);
    }

    /**
     * A revision of a model.
     *
     * @param model its name
     * @param revision its folder
     * @param sha256 of its result files' names and contents
     * @param mteb releases that scored it
     * @param datasets task to data set revision, one line each
     * @param facts how it was run: by name, what the run's log says
     */
    public record Source(
            String model,
            String revision,
            String sha256,
            List<String> mteb,
            Map<String, String> datasets,
            Map<String, String> facts) {
        public Source {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(revision, "revision");
            Objects.requireNonNull(sha256, "sha256");
            mteb = List.copyOf(mteb);
        }
    }

    /**
     * A prompt in effect.
     *
     * @param model its name
     * @param role query, document, or none
     * @param prompt the text put in front; may be empty
     * @param tasks that had it
     */
    public record Prompt(String model, String role, String prompt, List<String> tasks) {
        public Prompt {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(prompt, "prompt");
            tasks = List.copyOf(tasks);
        }
    }

    /**
     * Something to know.
     *
     * @param model it is about; empty if about none
     * @param task likewise
     * @param text for a reader
     */
    public record Remark(Optional<String> model, Optional<String> task, String text) {
        public Remark {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(text, "text");
        }
    }
}
