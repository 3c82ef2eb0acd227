package dev.plumbline.test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.Socket;
import java.net.URL;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The module arrows of ARCHITECTURE.md, and who may print, exit or draw random numbers. */
class ArchitectureTest {

    private static final int FEWEST_CLASSES = 120;

    /** In a reactor that packages, other modules' test classes come as {@code -tests.jar}. */
    private static final ImportOption NO_TEST_JARS = location -> !location.contains("-tests.jar");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(NO_TEST_JARS)
            .importPackages("dev.plumbline");

    /** A scan that finds nothing would let every rule below pass. */
    @Test
    void findsTheClasses() {
        assertThat(CLASSES.size()).isGreaterThan(FEWEST_CLASSES);
    }

    @Test
    void arrowsPointDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("ground")
                .definedBy("dev.plumbline.ground..")
                .layer("hub")
                .definedBy("dev.plumbline.hub..", "dev.plumbline.http..", "dev.plumbline.artifact..")
                .layer("manifest")
                .definedBy("dev.plumbline.manifest..")
                .layer("tasks")
                .definedBy("dev.plumbline.tasks..")
                .layer("models")
                .definedBy("dev.plumbline.models..")
                .layer("reports")
                .definedBy("dev.plumbline.reports..")
                .layer("trainer")
                .definedBy("dev.plumbline.trainer..")
                .layer("harness")
                .definedBy("dev.plumbline.harness..", "dev.plumbline")
                .layer("junit")
                .definedBy("dev.plumbline.junit..")
                .layer("adapters")
                .definedBy("dev.plumbline.langchain4j..", "dev.plumbline.springai..", "dev.plumbline.search..")
                .layer("spark")
                .definedBy("dev.plumbline.spark..")
                .whereLayer("spark")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("junit")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("adapters")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("harness")
                .mayOnlyBeAccessedByLayers("junit", "spark")
                .whereLayer("trainer")
                .mayOnlyBeAccessedByLayers("harness", "spark")
                .whereLayer("reports")
                .mayOnlyBeAccessedByLayers("harness", "junit")
                .whereLayer("models")
                .mayOnlyBeAccessedByLayers("trainer", "harness", "adapters", "spark")
                .whereLayer("tasks")
                .mayOnlyBeAccessedByLayers("models", "reports", "trainer", "harness", "junit", "adapters", "spark")
                .whereLayer("manifest")
                .mayOnlyBeAccessedByLayers(
                        "tasks", "models", "reports", "trainer", "harness", "junit", "adapters", "spark")
                .whereLayer("hub")
                .mayOnlyBeAccessedByLayers("tasks", "models", "harness", "adapters")
                .check(CLASSES);
    }

    /** The ground floor knows nothing of what stands on it, and every other room stands on it. */
    @Test
    void theGroundFloorStandsOnLibrariesAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.plumbline.ground..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.plumbline..").and(not(resideInAPackage("dev.plumbline.ground.."))))
                .check(CLASSES);
    }

    /** Each of these is set up in one place, so that it behaves alike everywhere. */
    @Test
    void hashesRenamesAndYamlAreTheGroundFloors() {
        noClasses()
                .that(not(resideInAnyPackage("dev.plumbline.ground..")))
                .should()
                .callMethod(MessageDigest.class, "getInstance", String.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("org.yaml.snakeyaml..", "com.fasterxml.jackson.dataformat.yaml..")
                .check(CLASSES);
    }

    /** And the functions that Commons Math's successor has: nobody writes an incomplete beta function again. */
    @Test
    void numericSeesOnlyJavaAndSpecialFunctions() {
        classes()
                .that()
                .resideInAPackage("dev.plumbline.tasks.numeric..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.plumbline.tasks.numeric..",
                        "org.apache.commons.numbers.gamma..",
                        "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @Test
    void reportsReadResultsOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.plumbline.reports..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.plumbline.tasks.data..", "dev.plumbline.tasks.evaluate..", "dev.plumbline.models..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.plumbline.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** Rooms of commands bear the name of the room they are the shell of; a plural alone is no other name. */
    @Test
    void aRoomsNameMeansOneRoom() {
        Map<String, Set<String>> rooms = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            String room = type.getPackageName();
            if (!room.startsWith("dev.plumbline.harness.cli.")) {
                String word = room.substring(room.lastIndexOf('.') + 1);
                rooms.computeIfAbsent(
                                word.endsWith("s") ? word.substring(0, word.length() - 1) : word,
                                none -> new TreeSet<>())
                        .add(room);
            }
        }
        assertThat(rooms).hasSizeGreaterThan(50);
        assertThat(rooms.values()).allSatisfy(same -> assertThat(same).hasSize(1));
    }

    @Test
    void aClassNameMeansOneClass() {
        Map<String, Set<String>> types = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
                types.computeIfAbsent(type.getSimpleName(), none -> new TreeSet<>())
                        .add(type.getPackageName());
            }
        }
        assertThat(types).hasSizeGreaterThan(FEWEST_CLASSES);
        assertThat(types).allSatisfy((name, rooms) -> assertThat(rooms).as(name).hasSize(1));
    }

    @Test
    void onlyTheCommandLinePrintsOrExits() {
        noClasses()
                .that(not(resideInAPackage("dev.plumbline.harness.cli..")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    /** Who may open a connection is asked by name whether it may; Maven's library does so in artifact. */
    @Test
    void onlyOneRoomOpensConnections() {
        noClasses()
                .that(not(resideInAPackage("dev.plumbline.http..")))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.http.HttpClient")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Socket.class)
                .orShould()
                .callMethod(URL.class, "openStream")
                .check(CLASSES);
    }

    @Test
    void onlyEndpointsIndexesTheHubAndTrackingSpeakHttp() {
        noClasses()
                .that(not(resideInAnyPackage(
                        "dev.plumbline.models.endpoint..",
                        "dev.plumbline.search..",
                        "dev.plumbline.hub..",
                        "dev.plumbline.http..",
                        "dev.plumbline.harness.track..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(CLASSES);
    }

    @Test
    void randomNumbersComeFromTheProtocolsGenerators() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }
}
