package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.data.CodePoints;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.data.RowsById;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which score stands where an id occurs more than once: mteb 2.20.0 to 2.26.24 {@code models/search_wrappers.py} collects a
 * query's documents in a heap of Python's {@code heapq} and then writes them into a dict in the heap's inner order, where the
 * last of equal ids stays. Queries of one id share a heap.
 */
final class ScoreHeap {

    private final List<RankedList.Hit> heap = new ArrayList<>();
    private final int most;

    /** @param most the size from which a new entry pushes the smallest one out */
    private ScoreHeap(int most) {
        this.most = most;
    }

    /**
     * The list of each query, in the order in which their ids come first.
     *
     * @param ranked one for each query, best first; a document may occur in it more than once
     * @param most documents a query keeps
     */
    static Map<String, RankedList> perQuery(RetrievalData data, List<RankedList> ranked, int most) {
        List<String> queries = data.queryIds();
        Map<String, RankedList> lists = new LinkedHashMap<>();
        if (RowsById.areUnique(queries) && RowsById.areUnique(data.documentIds())) {
            for (int i = 0; i < ranked.size(); i++) {
                lists.put(queries.get(i), ranked.get(i));
            }
            return lists;
        }
        Map<String, ScoreHeap> heaps = new LinkedHashMap<>();
        for (int i = 0; i < ranked.size(); i++) {
            ScoreHeap heap = heaps.computeIfAbsent(queries.get(i), id -> new ScoreHeap(most));
            ranked.get(i).hits().forEach(heap::push);
        }
        heaps.forEach((query, heap) -> lists.put(query, heap.last()));
        return lists;
    }

    /** Of each document the score that is last in the heap's inner order, ranked. */
    private RankedList last() {
        Map<String, RankedList.Hit> last = new LinkedHashMap<>();
        heap.forEach(hit -> last.put(hit.documentId(), hit));
        return RankedList.of(last.values());
    }

    private void push(RankedList.Hit hit) {
        if (heap.size() < most) {
            heap.add(hit);
            siftDown(0, heap.size() - 1);
        } else if (less(heap.get(0), hit)) {
            heap.set(0, hit);
            siftUp(0);
        }
    }

    /** {@code heapq._siftdown}: an entry moves towards the root. */
    private void siftDown(int start, int from) {
        int position = from;
        RankedList.Hit moved = heap.get(position);
        while (position > start) {
            int parent = (position - 1) >> 1;
            if (!less(moved, heap.get(parent))) {
                break;
            }
            heap.set(position, heap.get(parent));
            position = parent;
        }
        heap.set(position, moved);
    }

    /** {@code heapq._siftup}: the smaller child comes up until a leaf is reached, then the entry moves to its place. */
    private void siftUp(int from) {
        int position = from;
        RankedList.Hit moved = heap.get(position);
        int child = 2 * position + 1;
        while (child < heap.size()) {
            int right = child + 1;
            if (right < heap.size() && !less(heap.get(child), heap.get(right))) {
                child = right;
            }
            heap.set(position, heap.get(child));
            position = child;
            child = 2 * position + 1;
        }
        heap.set(position, moved);
        siftDown(from, position);
    }

    /** Tuples compare by score, then by id. */
    private static boolean less(RankedList.Hit a, RankedList.Hit b) {
        float first = a.score();
        float second = b.score();
        return first < second || (first == second && CodePoints.ORDER.compare(a.documentId(), b.documentId()) < 0);
    }
}
