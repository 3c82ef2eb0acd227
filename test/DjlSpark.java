import ai.djl.spark.task.text.TextEmbedder;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * DJL's text embedder for Spark over JSON lines, as its own example has it; for {@code spark-beside-djl.sh}. Arguments: input,
 * output, the model's folder, partitions, batchifier. Prints the seconds from the first text to the last vector.
 */
public final class DjlSpark {

    private DjlSpark() {}

    public static void main(String[] words) {
        try (SparkSession spark = SparkSession.builder().appName("DJL").getOrCreate()) {
            Dataset<Row> texts = spark.read().json(words[0]).repartition(Integer.parseInt(words[3]));
            TextEmbedder embedder = new TextEmbedder();
            embedder.setInputCol("text");
            embedder.setOutputCol("vector");
            embedder.setEngine("OnnxRuntime");
            embedder.setModelUrl(words[2]);
            embedder.setBatchifier(words[4]);
            long start = System.nanoTime();
            embedder.embed(texts).write().mode(SaveMode.Overwrite).parquet(words[1]);
            System.out.printf(Locale.ROOT, "{\"seconds\": %.3f}%n", (System.nanoTime() - start) / 1e9);
        }
    }
}
