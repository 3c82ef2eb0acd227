package dev.plumbline.models.probe;

import java.util.ArrayList;
import java.util.List;

/** The texts a model is asked: fixed, so that two probes can be compared. */
final class ProbeTexts {

    /** Twenty, English and Chinese, a word to a paragraph. */
    static final List<String> TEXTS = List.of(
            "Plumb line",
            "A mason hangs a weight on a string to see whether a wall stands upright.",
            "How long does bread dough have to rest before it is baked?",
            "The committee postponed its vote because three members had missed the train.",
            "Returns the smallest index at which the sorted list may take the new element.",
            "It was cheap, it arrived two weeks late, and the lid does not close.",
            "Rivers carry sand to the sea; the sea grinds it finer and the wind takes it back to the dunes.",
            "def area(width, height): return width * height",
            "Order 4711: 2 x lamp, 1 x bulb (E27, 60 W), total 38.50 EUR",
            "On the first morning nobody spoke. The boat lay still, the sails hung down, and far off a bell was ringing"
                    + " that none of us could place. By noon the wind came up, and with it the first quarrel of the journey,"
                    + " about who had left the water barrel open.",
            "铅垂线",
            "工匠用一根线吊着重物，检查墙是否竖直。",
            "面团在烘烤之前需要静置多长时间？",
            "因为三名委员没有赶上火车，委员会推迟了表决。",
            "这件商品很便宜，但是晚到了两个星期，盖子也盖不上。",
            "河流把沙子带到海里，海水把沙子磨得更细，风又把它吹回沙丘。",
            "今天下午有雷阵雨，出门请带雨伞。",
            "该算法在每一步选择距离最近的两个簇并将它们合并。",
            "订单4711：台灯两盏，灯泡一个，共计38.50元。",
            "第一天早晨没有人说话。船停在那里，帆垂着，远处传来钟声，谁也听不出是从哪里来的。中午起了风，路上的第一次争吵也随之开始，" + "争的是谁没有盖好水桶。");

    private static final List<String> WORDS =
            List.of("the", "house", "and", "river", "with", "small", "green", "stones", "near", "old", "road", "was");
    private static final List<String> TAIL = List.of("music", "war", "seven", "doctor");
    private static final List<String> OTHER_TAIL = List.of("bread", "ice", "nobody", "sun");
    private static final int TAIL_WORDS = 32;

    private ProbeTexts() {}

    /** So many words that are the same whatever follows, and then some. */
    static String ending(int words, boolean other) {
        List<String> text = new ArrayList<>();
        for (int i = 0; i < words; i++) {
            text.add(WORDS.get(i % WORDS.size()));
        }
        List<String> tail = other ? OTHER_TAIL : TAIL;
        for (int i = 0; i < TAIL_WORDS; i++) {
            text.add(tail.get(i % tail.size()));
        }
        return String.join(" ", text);
    }
}
