package dev.plumbline.spark;

import dev.plumbline.trainer.decontaminate.TestTexts;
import dev.plumbline.trainer.decontaminate.TestTextsFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkFiles;

/** The test texts of an executor process: read by the first task that needs them, shared by all, gone with the process. */
final class ExecutorTests {

    private static final Map<String, TestTexts> READ = new HashMap<>();

    private ExecutorTests() {}

    /** @param file as it was sent */
    static TestTexts of(String file) {
        synchronized (READ) {
            TestTexts tests = READ.get(file);
            if (tests == null) {
                tests = TestTextsFile.read(Path.of(SparkFiles.get(file)));
                READ.put(file, tests);
            }
            return tests;
        }
    }
}
