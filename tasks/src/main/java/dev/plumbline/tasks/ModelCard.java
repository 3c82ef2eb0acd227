package dev.plumbline.tasks;

import java.util.Objects;

/**
 * What a model says of itself; it names the result folder.
 *
 * @param name {@code org/name}
 * @param revision commit, or a hash of the weights
 * @param dimensions width of its vectors, 0 if not known before the first text
 * @param maxTokens longest input in tokens, 0 if it has no such limit
 * @param parameters number of weights, 0 if not known
 * @param similarity how its vectors are compared
 */
public record ModelCard(
        String name, String revision, int dimensions, int maxTokens, long parameters, Similarity similarity) {
    public ModelCard {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(similarity, "similarity");
        if (name.isBlank() || revision.isBlank() || dimensions < 0 || maxTokens < 0 || parameters < 0) {
            throw new IllegalArgumentException("not a model card: " + name + " " + revision);
        }
    }

    /** The same model published under another name or revision. */
    public ModelCard renamed(String newName, String newRevision) {
        return new ModelCard(newName, newRevision, dimensions, maxTokens, parameters, similarity);
    }
}
