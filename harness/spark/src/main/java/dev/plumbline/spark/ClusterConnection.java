package dev.plumbline.spark;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.engine.EngineSettings;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** The connection to a cluster. */
final class ClusterConnection {

    private ClusterConnection() {}

    /** A constructor whose exceptions Scala does not declare. */
    private interface Start {
        JavaSparkContext context() throws SparkException;
    }

    /**
     * Starts an application on the cluster. What Spark's own settings say goes before what is set here.
     *
     * @throws PlumblineException of kind USAGE if no master is named, of kind ENDPOINT if it does not answer
     */
    static JavaSparkContext start(EngineSettings settings) {
        SparkConf conf = new SparkConf();
        settings.master().ifPresent(conf::setMaster);
        settings.conf().forEach(conf::set);
        if (!conf.contains("spark.master")) {
            throw PlumblineException.usage("--engine spark needs --master, such as spark://HOST:7077 or local[4]");
        }
        conf.setIfMissing("spark.app.name", "plumbline");
        // progress is shown by the command
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        // blocks are taken as they come, so that all of a job's never are in memory together
        conf.setIfMissing("spark.driver.maxResultSize", "0");
        // an executor that goes away counts as a failure of each of its tasks, though nothing is wrong with them
        conf.setIfMissing("spark.task.maxFailures", "16");
        // a slow machine's tasks are begun again elsewhere: which of two ends first cannot be seen in a result
        conf.setIfMissing("spark.speculation", "true");
        leaveOutBroken(conf);
        // an executor within this process has its classes, and the native libraries that these have loaded
        conf.set("spark.executor.userClassPathFirst", conf.get("spark.master").startsWith("local") ? "false" : "true");
        Start start = () -> new JavaSparkContext(conf);
        try {
            return start.context();
        } catch (SparkException | IllegalArgumentException | IllegalStateException | NullPointerException e) {
            // Spark takes itself apart while it starts, and fails with whatever is missing then
            throw PlumblineException.endpoint(
                    "--master " + conf.get("spark.master") + " cannot be used: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "; look whether it runs, and whether it is of Spark 4",
                    e);
        }
    }

    /**
     * An executor at which a task has failed, as on a machine whose disk is full, is not given it again, and after two nothing.
     * Machines are not judged: of several executors on one a few may have been ended for another application.
     */
    private static void leaveOutBroken(SparkConf conf) {
        int failures = conf.getInt("spark.task.maxFailures", 1);
        if (failures < 2) {
            return;
        }
        String never = "1000000";
        conf.setIfMissing("spark.excludeOnFailure.enabled", "true");
        // fewer than all that a task may fail, as Spark wants it
        conf.setIfMissing("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", Integer.toString(failures - 1));
        conf.setIfMissing("spark.excludeOnFailure.stage.maxFailedExecutorsPerNode", never);
        conf.setIfMissing("spark.excludeOnFailure.application.maxFailedExecutorsPerNode", never);
    }
}
