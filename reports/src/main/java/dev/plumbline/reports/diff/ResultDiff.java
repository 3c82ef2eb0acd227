package dev.plumbline.reports.diff;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two folders of results.
 *
 * @param models that both have
 * @param onlyFirst models that only the first has
 * @param onlySecond likewise
 * @param unreadable what was passed over and why, one line each
 */
public record ResultDiff(
        List<ModelDiff> models, List<String> onlyFirst, List<String> onlySecond, List<String> unreadable) {
    public ResultDiff {
        models = List.copyOf(models);
        onlyFirst = List.copyOf(onlyFirst);
        onlySecond = List.copyOf(onlySecond);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * Compares two folders. A model's results are held against those of the same name, revision and experiment; where each
     * folder has the model once, whatever its revision, against those; and where each holds a single model, the two.
     *
     * @throws PlumblineException of kind RESULT if a folder is missing, cannot be listed or has no result, or the two have no
     *     model in common
     */
    public static ResultDiff of(Path first, Path second) {
        ResultTree one = read(first);
        ResultTree other = read(second);
        List<ModelDiff> models = new ArrayList<>();
        List<Integer> unmatched = new ArrayList<>();
        List<Integer> free = new ArrayList<>();
        for (int j = 0; j < other.models().size(); j++) {
            free.add(j);
        }
        for (int i = 0; i < one.models().size(); i++) {
            Optional<Integer> match = match(one, i, other);
            if (match.isPresent() && free.remove(match.get())) {
                models.add(diff(one, i, other, match.get()));
            } else {
                unmatched.add(i);
            }
        }
        if (models.isEmpty()) {
            throw PlumblineException.result(
                    first + " and " + second + " have no model in common: " + one.labels() + " and " + other.labels());
        }
        List<String> unreadable = new ArrayList<>(one.unreadable());
        unreadable.addAll(other.unreadable());
        return new ResultDiff(
                models,
                unmatched.stream().map(one.labels()::get).toList(),
                free.stream().map(other.labels()::get).toList(),
                unreadable);
    }

    /** Whether both say the same, times aside. */
    public boolean same() {
        return onlyFirst.isEmpty() && onlySecond.isEmpty() && models.stream().allMatch(ModelDiff::same);
    }

    private static ResultTree read(Path folder) {
        ResultTree tree = ResultTree.read(folder);
        if (tree.models().isEmpty()) {
            throw PlumblineException.result("no results in " + folder);
        }
        return tree;
    }

    private static ModelDiff diff(ResultTree one, int i, ResultTree other, int j) {
        return ModelDiff.of(
                one.labels().get(i),
                one.models().get(i),
                other.labels().get(j),
                other.models().get(j));
    }

    private static Optional<Integer> match(ResultTree one, int i, ResultTree other) {
        ModelResults model = one.models().get(i);
        for (int j = 0; j < other.models().size(); j++) {
            if (alike(model, other.models().get(j))
                    && model.revision().equals(other.models().get(j).revision())) {
                return Optional.of(j);
            }
        }
        List<Integer> byName = indices(other, model);
        if (indices(one, model).size() == 1 && byName.size() == 1) {
            return Optional.of(byName.get(0));
        }
        return one.models().size() == 1 && other.models().size() == 1 ? Optional.of(0) : Optional.empty();
    }

    private static List<Integer> indices(ResultTree tree, ModelResults model) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < tree.models().size(); i++) {
            if (alike(model, tree.models().get(i))) {
                found.add(i);
            }
        }
        return found;
    }

    private static boolean alike(ModelResults first, ModelResults second) {
        return first.name().equals(second.name()) && first.experiment().equals(second.experiment());
    }
}
