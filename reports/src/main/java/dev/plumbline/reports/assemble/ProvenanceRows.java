package dev.plumbline.reports.assemble;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultFacts;
import dev.plumbline.reports.report.Provenance;
import dev.plumbline.tasks.result.TaskResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where the figures of the models given are from. */
final class ProvenanceRows {

    private final ReportRequest request;
    private final List<String> tasks;
    private final List<GivenModel> models;

    ProvenanceRows(
            ReportRequest request, Map<String, GivenModel> given, List<ComparedTask> tasks, List<String> columns) {
        this.request = request;
        this.tasks = tasks.stream().map(ComparedTask::name).toList();
        this.models =
                columns.stream().filter(given::containsKey).map(given::get).toList();
    }

    Provenance of(List<Provenance.Remark> unlike, List<Provenance.Remark> gaps) {
        List<Provenance.Source> sources = new ArrayList<>();
        List<Provenance.Prompt> prompts = new ArrayList<>();
        List<Provenance.Remark> remarks = new ArrayList<>();
        for (GivenModel model : models) {
            for (ModelResults revision : model.revisions()) {
                List<String> present =
                        tasks.stream().filter(revision.tasks()::containsKey).toList();
                if (!present.isEmpty()) {
                    Map<String, JsonNode> runs = runs(revision, present);
                    sources.add(source(model.name(), revision, present, runs));
                    prompts.addAll(prompts(model.name(), runs));
                    remarks.addAll(remarks(model.name(), runs));
                }
            }
        }
        request.oddFiles()
                .forEach(problem -> remarks.add(new Provenance.Remark(Optional.empty(), Optional.empty(), problem)));
        return new Provenance(
                request.tool().version(),
                request.tool().protocol(),
                request.resampling().seed(),
                request.resampling().replicates(),
                Ranked.rankReplicates(request.resampling()),
                request.published().origin(),
                sources,
                prompts,
                remarks,
                unlike,
                gaps,
                request.tool().command());
    }

    private static Map<String, JsonNode> runs(ModelResults revision, List<String> present) {
        Map<String, JsonNode> runs = new LinkedHashMap<>();
        revision.folder()
                .map(ResultFacts::runs)
                .ifPresent(all ->
                        present.stream().filter(all::containsKey).forEach(task -> runs.put(task, all.get(task))));
        return runs;
    }

    private Provenance.Source source(
            String model, ModelResults revision, List<String> present, Map<String, JsonNode> runs) {
        List<TaskResult> results = present.stream().map(revision.tasks()::get).toList();
        Set<String> versions = new TreeSet<>();
        Map<String, String> datasets = new LinkedHashMap<>();
        results.forEach(result -> {
            if (result.mtebVersion() != null) {
                versions.add(result.mtebVersion());
            }
            datasets.put(result.taskName(), String.valueOf(result.datasetRevision()));
        });
        Map<String, Set<String>> facts = new TreeMap<>();
        runs.values().forEach(run -> {
            add(facts, "plumbline", run.path("plumbline_version").asText(""));
            if (run.has("os")) {
                add(facts, "machine", SideFiles.machine(run));
            }
            run.path("model")
                    .properties()
                    .forEach(fact -> add(
                            facts, "model: " + fact.getKey(), fact.getValue().asText()));
        });
        Map<String, String> joined = new LinkedHashMap<>();
        facts.forEach((name, values) -> joined.put(name, String.join("; ", values)));
        return new Provenance.Source(
                model, revision.revision(), hash(revision, present), List.copyOf(versions), datasets, joined);
    }

    private static void add(Map<String, Set<String>> facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.computeIfAbsent(name, key -> new TreeSet<>()).add(value);
        }
    }

    private static String hash(ModelResults revision, List<String> present) {
        if (revision.folder().isEmpty()) {
            return "";
        }
        Path folder = revision.folder().get();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String task : present.stream().sorted().toList()) {
                Path file = folder.resolve(task + ".json");
                if (Files.isRegularFile(file)) {
                    digest.update((task + "\n").getBytes(StandardCharsets.UTF_8));
                    digest.update(Files.readAllBytes(file));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IOException e) {
            throw PlumblineException.result("cannot read the results in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static List<Provenance.Prompt> prompts(String model, Map<String, JsonNode> runs) {
        Map<String, Map<String, List<String>>> tasks = new TreeMap<>();
        runs.forEach((task, run) -> run.path("prompts")
                .properties()
                .forEach(prompt -> tasks.computeIfAbsent(prompt.getKey(), key -> new TreeMap<>())
                        .computeIfAbsent(prompt.getValue().asText(), key -> new ArrayList<>())
                        .add(task)));
        List<Provenance.Prompt> prompts = new ArrayList<>();
        tasks.forEach((role, texts) ->
                texts.forEach((prompt, named) -> prompts.add(new Provenance.Prompt(model, role, prompt, named))));
        return prompts;
    }

    private static List<Provenance.Remark> remarks(String model, Map<String, JsonNode> runs) {
        List<Provenance.Remark> remarks = new ArrayList<>();
        runs.forEach((task, run) -> {
            String modified = texts(run.path("modified_data"));
            if (!modified.isEmpty()) {
                remarks.add(new Provenance.Remark(
                        Optional.of(model), Optional.of(task), "data differ from mteb's: " + modified));
            }
            run.path("warnings")
                    .forEach(warning -> remarks.add(
                            new Provenance.Remark(Optional.of(model), Optional.of(task), warning.asText())));
        });
        return remarks;
    }

    private static String texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).collect(Collectors.joining("; "));
    }
}
