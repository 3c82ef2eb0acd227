package dev.plumbline.models.transformer;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a network knows its tokens' places.
 *
 * @param learned a table of rows that are added to the tokens'
 * @param rotary how heads are turned
 * @param localRotary the same in local layers, where it differs there
 * @param buckets rows of a table of what is added to scores by distance, one column a head; 0 if there is none
 * @param longest most tokens of a text that the network was made for
 */
public record Positions(
        Optional<Learned> learned, Optional<Rotary> rotary, Optional<Rotary> localRotary, int buckets, int longest) {

    public Positions {
        Objects.requireNonNull(learned, "learned");
        Objects.requireNonNull(rotary, "rotary");
        Objects.requireNonNull(localRotary, "localRotary");
    }

    /**
     * A table of positions.
     *
     * @param first the first token's row
     * @param padding the token id that gets the row of its own number wherever it stands, and is not counted
     */
    public record Learned(int rows, int first, OptionalInt padding) {
        public Learned {
            Objects.requireNonNull(padding, "padding");
        }

        /** Fills in the rows of a text's tokens. */
        void place(int[] text, long[] places, int start) {
            int next = first;
            for (int i = 0; i < text.length; i++) {
                boolean skipped = padding.isPresent() && text[i] == padding.getAsInt();
                places[start + i] = skipped ? padding.getAsInt() : next;
                if (!skipped) {
                    next++;
                }
            }
        }
    }

    static Positions learned(Learned table, int buckets) {
        return new Positions(
                Optional.of(table), Optional.empty(), Optional.empty(), buckets, table.rows() - table.first());
    }

    static Positions rotary(Rotary rotary, int longest) {
        return new Positions(Optional.empty(), Optional.of(rotary), Optional.empty(), 0, longest);
    }

    static Positions rotary(Rotary rotary, Rotary local, int longest) {
        return new Positions(Optional.empty(), Optional.of(rotary), Optional.of(local), 0, longest);
    }

    /** Of layers of that kind. */
    public Optional<Rotary> rotary(boolean local) {
        return local && localRotary.isPresent() ? localRotary : rotary;
    }
}
