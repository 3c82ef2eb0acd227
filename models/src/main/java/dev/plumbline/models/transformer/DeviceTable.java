package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.plumbline.models.torch.ScriptModule;
import java.util.List;

/** A table of rotary positions that stays on the device, for texts that lie one after the other. Safe from several threads. */
final class DeviceTable {

    private final RotaryTable table;
    private final NDManager manager;
    private long places;
    private List<NDArray> arrays = List.of();

    /** @param manager owns the table's arrays and lives at least as long as any batch */
    DeviceTable(RotaryTable table, NDManager manager) {
        this.table = table;
        this.manager = manager;
    }

    /**
     * Cosines, then sines, of every token's place: float32 {@code [tokens, 1, headWidth]}, of the texts' manager.
     *
     * @param gradients whether what is computed with them may be derived
     */
    List<NDArray> of(PackedTexts texts, NDArray where, ScriptModule script, boolean gradients) {
        return rows(texts.longest()).stream()
                .map(rows -> script.call(NetworkScript.TURNS, gradients, where, rows))
                .toList();
    }

    boolean isShared(int longest) {
        return table.isShared(longest);
    }

    private synchronized List<NDArray> rows(int longest) {
        if (longest > places) {
            // those before may still be read by another thread; they are few, each twice as long, and end with the
            // network
            arrays = table.table(manager, Integer.highestOneBit(Math.max(1, longest - 1)) * 2);
            // they outlive whatever scope asks for them first
            NDScope.unregister(arrays.toArray(NDArray[]::new));
            places = arrays.get(0).getShape().get(0);
        }
        return arrays;
    }
}
