package dev.plumbline.spark;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.engine.Cluster;
import dev.plumbline.harness.engine.Engine;
import dev.plumbline.harness.engine.EngineSettings;
import dev.plumbline.models.batching.EncodeProgress;

/** {@code --engine spark}. Can be made where Spark is not, to say so. */
public final class SparkEngine implements Engine {

    private static final String PROOF = "org.apache.spark.SparkContext";

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public boolean present() {
        try {
            Class.forName(PROOF, false, SparkEngine.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public Cluster connect(EngineSettings settings, EncodeProgress progress) {
        if (!present()) {
            throw PlumblineException.usage("Apache Spark 4 is not on the class path");
        }
        return SparkCluster.connect(settings, progress);
    }
}
