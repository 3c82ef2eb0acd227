package dev.plumbline.trainer.stage;

/**
 * A stage's weights as {@code from} and {@code of} name them: {@code finetune}, or {@code finetune/best} for the checkpoint
 * that {@code keep_best} kept.
 *
 * @param stage its name, or whatever else stands there
 */
public record Origin(String stage, boolean best) {

    private static final String BEST = "/best";

    /** Reads a name, which may be no stage's. */
    public static Origin of(String name) {
        boolean best = name.endsWith(BEST);
        return new Origin(best ? name.substring(0, name.length() - BEST.length()) : name, best);
    }
}
