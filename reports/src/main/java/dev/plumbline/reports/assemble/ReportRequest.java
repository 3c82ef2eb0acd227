package dev.plumbline.reports.assemble;

import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.read.SeenFile;
import dev.plumbline.reports.report.TrainingRun;
import dev.plumbline.reports.statistics.Resampling;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a report is wanted of.
 *
 * @param manifest knows the tasks
 * @param benchmark that is reported on
 * @param given models whose results were given
 * @param published figures to compare with
 * @param candidate name of the model that the report is about; chosen if empty
 * @param baseline name of the model that differences are taken from; chosen if empty
 * @param peers names of models that are shown beside the two; chosen if empty
 * @param shown how many models are listed at most
 * @param resampling how to draw
 * @param training how the candidate came about
 * @param texts finds the texts of samples
 * @param tool what makes the report
 * @param oddFiles what was passed over, and files changed after they were written; one line each
 * @param seen the samples that training data hold; none if nobody said
 */
public record ReportRequest(
        Manifest manifest,
        Benchmark benchmark,
        List<GivenModel> given,
        FigureTable published,
        Optional<String> candidate,
        Optional<String> baseline,
        List<String> peers,
        int shown,
        Resampling resampling,
        Optional<TrainingRun> training,
        SampleTextSource texts,
        Tool tool,
        List<String> oddFiles,
        List<SeenFile> seen) {
    public ReportRequest {
        Objects.requireNonNull(manifest, "manifest");
        Objects.requireNonNull(benchmark, "benchmark");
        Objects.requireNonNull(published, "published");
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(resampling, "resampling");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(texts, "texts");
        Objects.requireNonNull(tool, "tool");
        given = List.copyOf(given);
        peers = List.copyOf(peers);
        oddFiles = List.copyOf(oddFiles);
        seen = List.copyOf(seen);
    }

    /**
     * What makes a report.
     *
     * @param version of Plumbline
     * @param protocol the mteb release that scores follow
     * @param command the words of the command line
     */
    public record Tool(String version, String protocol, List<String> command) {
        public Tool {
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(protocol, "protocol");
            command = List.copyOf(command);
        }
    }
}
