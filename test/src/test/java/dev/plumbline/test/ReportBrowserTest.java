package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * The report in a real browser: Debian's packages {@code chromium} and {@code chromium-driver}, without which these tests are
 * skipped.
 */
@EnabledIf(value = "isBrowserThere", disabledReason = "chromium and chromedriver are not installed")
class ReportBrowserTest {

    private static final String HOSTILE = "<script>alert(1)</script>";

    @TempDir
    static Path folder;

    private static Path sample;

    private static ChromeDriver browser;

    private static Optional<Path> program(String... names) {
        return Stream.of(names)
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static boolean isBrowserThere() {
        return program("chromium", "google-chrome").isPresent()
                && program("chromedriver").isPresent();
    }

    @BeforeAll
    static void start() {
        sample = MtebResults.write(folder, "larger", "smaller");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium", "google-chrome").orElseThrow().toString());
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(
                                program("chromedriver").orElseThrow().toFile())
                        .build(),
                options);
        // axe looks at every cell; on a machine that is busy that takes its time
        browser.manage().timeouts().scriptTimeout(Duration.ofMinutes(3));
    }

    @AfterAll
    static void stop() {
        browser.quit();
    }

    private static Path report(Path results, String name, String... more) {
        Path page = folder.resolve(name);
        if (!Files.exists(page)) {
            Object[] words = Stream.concat(
                            Stream.of("report", "--results", results, "--out", page), Stream.of((Object[]) more))
                    .toArray();
            CommandLineRun run = CommandLineRun.of(words);
            assertThat(run.code()).as(run.err()).isZero();
        }
        return page;
    }

    private static void open(Path page, int width) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
        browser.get(page.toUri().toString());
    }

    private static void media(String type, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("media", type, "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private static Object ask(String script) {
        return browser.executeScript("return " + script);
    }

    private static void assertQuiet() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .extracting(LogEntry::getMessage)
                .isEmpty();
        assertThat(ask("performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')).length"))
                .isEqualTo(0L);
    }

    private static List<?> violations() throws IOException {
        try (InputStream axe = ReportBrowserTest.class.getResourceAsStream("/axe.min.js")) {
            browser.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>) browser.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + "axe.run().then(r => done(r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                + ".map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | '))))");
    }

    /** Our own, and published files of all ages where {@code ../shared} is there. */
    private static List<Path> samples() {
        String shared = System.getProperty("plumbline.shared", "");
        return shared.isEmpty()
                ? List.of(sample)
                : List.of(sample, Path.of(shared, "leaderboard", "results-sample", "results"));
    }

    @ParameterizedTest
    @CsvSource({
        "'MTEB(eng, v1)', en, 1440, light",
        "'MTEB(eng, v2)', en, 360, dark",
        "'MTEB(cmn, v1)', zh, 1440, dark",
        "'MTEB(cmn, v1)', zh, 360, light"
    })
    void isQuietAccessibleAndNeverWiderThanTheWindow(String benchmark, String locale, int width, String scheme)
            throws IOException {
        int number = 0;
        for (Path results : samples()) {
            Path page = report(
                    results,
                    benchmark.replaceAll("\\W", "") + locale + number++ + ".html",
                    "--against",
                    benchmark,
                    "--locale",
                    locale);
            media("screen", scheme);
            open(page, width);
            assertThat((Long) ask("document.scrollingElement.scrollWidth"))
                    .as("width of the page in a window of %d", width)
                    .isLessThanOrEqualTo(width);
            assertThat(violations()).isEmpty();
            assertQuiet();
        }
    }

    /** Sections that published results have not: changed queries, samples seen in training, samples won and lost in groups. */
    @ParameterizedTest
    @CsvSource({"en, 390, light", "zh, 1440, dark"})
    void whatSamplesShowIsAccessibleToo(String locale, int width, String scheme) throws IOException {
        Path results = folder.resolve("samples");
        Path seen = folder.resolve("seen.json");
        if (!Files.exists(seen)) {
            for (String model : List.of("random", "bm25")) {
                CommandLineRun run = CommandLineRun.of(
                        "run",
                        "--model",
                        model,
                        "--results",
                        results,
                        "--task",
                        "MiniRetrieval.en",
                        "--perturb",
                        "typos=0.2,case=1");
                assertThat(run.code()).as(run.err()).isZero();
            }
            Files.writeString(
                    seen,
                    "{\"schema\": \"plumbline-seen/1\", \"model\": null, \"training\": [\"rows.jsonl\"],"
                            + " \"tasks\": {\"MiniRetrieval.en\": {\"test\": {\"default\": [\"q0000\", \"q0001\"]}}}}");
        }
        Path page = report(
                results,
                "samples-" + locale + ".html",
                "--against",
                "Plumbline(mini)",
                "--no-published",
                "--model",
                "bm25",
                "--seen",
                seen.toString(),
                "--locale",
                locale);
        media("screen", scheme);
        open(page, width);
        browser.executeScript("document.querySelectorAll('details').forEach(d => d.open = true)");
        for (String id : List.of("robustness", "robustness-differences", "unseen", "groups-0", "won-0")) {
            assertThat(browser.findElements(By.id(id))).as(id).hasSize(1);
        }
        assertThat((Long) ask("document.scrollingElement.scrollWidth")).isLessThanOrEqualTo(width);
        assertThat(violations()).isEmpty();
        assertQuiet();
    }

    /** However long the names of classes are, texts of samples stay in sight beside them. */
    @Test
    void longNamesOfClassesLeaveRoomForTexts() {
        Path results = folder.resolve("classes");
        for (String model : List.of("random", "embedded:all-MiniLM-L6-v2")) {
            CommandLineRun run =
                    CommandLineRun.of("run", "--model", model, "--results", results, "--task", "MiniClassification.en");
            assertThat(run.code()).as(run.err()).isZero();
        }
        Path page = report(results, "classes.html", "--against", "Plumbline(mini)", "--no-published");
        open(page, 1200);
        browser.executeScript("document.querySelectorAll('details').forEach(d => d.open = true);"
                + "document.querySelectorAll('#won-0 td:not(.n):not(:last-child) bdi').forEach(b => b.textContent ="
                + " 'balance_not_updated_after_cheque_or_cash_deposit (6), wrong_amount_of_cash_received (3)')");
        assertThat(ask("[...document.querySelectorAll('#won-0 thead th')].map(h => h.textContent).join()"))
                .asString()
                .endsWith("Truth,Candidate says,Baseline says,Texts");
        String frame = "document.querySelector('#won-0').closest('.wide')";
        assertThat((Long) ask(frame + ".scrollWidth")).isEqualTo(ask(frame + ".clientWidth"));
        assertThat((Boolean) ask("document.querySelector('#won-0 td:last-child').clientWidth > 200"))
                .isTrue();
    }

    @Test
    void aClickSortsAndAWordFilters() {
        open(report(sample, "sort.html", "--against", "MTEB(cmn, v1)"), 1440);
        List<WebElement> headings = browser.findElements(By.cssSelector("#differences-table thead th"));
        WebElement button = headings.get(3).findElement(By.tagName("button"));
        button.click();
        assertThat(headings.get(3).getDomAttribute("aria-sort")).isEqualTo("descending");
        button.click();
        assertThat(headings.get(3).getDomAttribute("aria-sort")).isEqualTo("ascending");
        List<?> values = (List<?>) ask("[...document.querySelectorAll('#differences-table tbody tr')]"
                + ".map(r => r.cells[3].querySelector('data')).filter(d => d).map(d => parseFloat(d.value))");
        assertThat(values).hasSizeGreaterThan(20).isSorted();

        browser.findElement(By.cssSelector("#tasks .filter input")).sendKeys("cmedqa");
        List<?> left = (List<?>) ask("[...document.querySelectorAll('#tasks-table tbody tr')].filter(r => !r.hidden)"
                + ".map(r => r.cells[0].textContent)");
        assertThat(left.stream().map(Object::toString))
                .isNotEmpty()
                .allMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("cmedqa"));
        assertQuiet();
    }

    /** What is saved is what the table shows, its numbers as a spreadsheet reads them and without the marks beside them. */
    @Test
    void aTableIsSavedAsNumbersWithoutMarksAndHiddenColumns() {
        open(report(sample, "csv.html", "--against", "MTEB(eng, v1)"), 1440);
        browser.executeScript(
                "window.saved = []; HTMLAnchorElement.prototype.click = function () {"
                        + " window.saved.push([this.download, decodeURIComponent(this.href.split(',').slice(1).join(','))]); }");
        long tables = (Long) ask("document.querySelectorAll('table').length");
        browser.executeScript("document.querySelectorAll('.tools > button:last-of-type').forEach(b => b.click())");
        assertThat(ask("window.saved.length")).isEqualTo(tables);
        assertThat(ask("window.saved.filter(s => s[1].includes('\u2260')).length"))
                .isEqualTo(0L);
        assertThat(ask("document.querySelectorAll('td abbr').length"))
                .as("marks on the page, which are not saved")
                .isNotEqualTo(0L);
        List<?> wrong = (List<?>)
                ask(
                        "[...document.querySelectorAll('table')].flatMap((table, t) => {"
                                + "const lines = window.saved[t][1].replace(/^\uFEFF/, '').trim().split('\\r\\n');"
                                + "const split = line => line.match(/(\"([^\"]|\"\")*\"|[^,]*)(,|$)/g).map(c => c.replace(/,$/, ''));"
                                + "return [...table.rows].flatMap((row, r) => [...row.cells].map((cell, c) => ["
                                + "cell.querySelectorAll('data'), split(lines[r])[c], cell.textContent]))"
                                + ".filter(e => e[0].length === 1 && /^[\u2212\\d.,%]+$/.test(e[2].replace('\u2260', '').trim()))"
                                + ".filter(e => isNaN(parseFloat(e[1])) || !/^-?[\\d.]+%?$/.test(e[1])).map(e => e[2] + ' as ' + e[1])})");
        assertThat(wrong).isEmpty();

        browser.executeScript("const box = document.querySelector('#tasks .tools details input'); box.click()");
        browser.executeScript("document.querySelector('#tasks .tools > button:last-of-type').click()");
        assertThat(ask("window.saved.at(-1)[1].split('\\r\\n')[0].split(',').length"))
                .as("columns with one left out")
                .isEqualTo((Long) ask("document.querySelector('#tasks-table').rows[0].cells.length") - 1);
        assertQuiet();
    }

    @Test
    void chartsSayTheirValuesToPointerAndKeys() {
        open(report(sample, "charts.html", "--against", "MTEB(eng, v1)"), 1440);
        WebElement chart = browser.findElement(By.cssSelector(".drawn"));
        String tip = "document.querySelector('.drawn').parentNode.querySelector('.tip').textContent";
        assertThat(ask(tip)).isEqualTo("");
        chart.sendKeys(Keys.ARROW_RIGHT);
        Object first = ask(tip);
        assertThat((String) first).isNotBlank();
        chart.sendKeys(Keys.ARROW_RIGHT);
        assertThat((String) ask(tip)).isNotBlank().isNotEqualTo(first);
        chart.sendKeys(Keys.ESCAPE);
        assertThat(ask(tip)).isEqualTo("");
        browser.executeScript("document.querySelector('.drawn g').dispatchEvent(new PointerEvent('pointerenter'))");
        assertThat((String) ask(tip)).isEqualTo(first);
        assertQuiet();
    }

    /** A row's own link leads to it. */
    @Test
    void rowsAndSectionsHaveLinksOfTheirOwn() {
        Path page = report(sample, "links.html", "--against", "MTEB(eng, v1)");
        open(page, 1440);
        List<?> dead = (List<?>) ask("[...document.querySelectorAll('a.anchor')]"
                + ".filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map(a => a.hash)");
        assertThat(dead).isEmpty();
        assertThat((Long) ask("document.querySelectorAll('tr a.anchor').length"))
                .isGreaterThan(20);
        assertThat((Long) ask(
                        "[...document.querySelectorAll('section[id] > h2')].filter(h => !h.querySelector('a')).length"))
                .isZero();
    }

    @Test
    void printsEverythingOnWhite() {
        open(report(sample, "print.html", "--against", "MTEB(cmn, v1)"), 1000);
        media("print", "dark");
        assertThat(ask("getComputedStyle(document.querySelector('nav')).display"))
                .isEqualTo("none");
        assertThat(ask("getComputedStyle(document.body).backgroundColor")).isEqualTo("rgb(255, 255, 255)");
        assertThat(ask("getComputedStyle(document.querySelector('.wide')).maxHeight"))
                .isEqualTo("none");
        // Chromium repeats no heading that holds the box of a button
        assertThat(ask("getComputedStyle(document.querySelector('thead')).display"))
                .isEqualTo("table-header-group");
        assertThat(ask("getComputedStyle(document.querySelector('thead button')).display"))
                .isEqualTo("contents");
        media("screen", "light");
    }

    static boolean isPdfReaderThere() {
        return program("pdftotext").isPresent();
    }

    /** Neither a heading nor a chart's title and legend ends a page. */
    @ParameterizedTest
    @EnabledIf(value = "isPdfReaderThere", disabledReason = "pdftotext (poppler-utils) is not installed")
    @ValueSource(strings = {"en", "zh"})
    void noPageEndsWithAHeading(String locale) throws IOException, InterruptedException {
        media("print", "light");
        open(report(sample, "pages-" + locale + ".html", "--against", "MTEB(eng, v1)", "--locale", locale), 1000);
        browser.executeScript("document.querySelectorAll('details').forEach(d => d.open = true)");
        List<?> headings = (List<?>) ask("[...document.querySelectorAll('h2, h3, figcaption, caption, summary,"
                + " .legend')].map(h => h.textContent.replace(/[\\s#\u25BC]/g, ''))");
        Map<String, Object> printed = browser.executeCdpCommand(
                "Page.printToPDF", Map.of("preferCSSPageSize", true, "printBackground", false));
        media("screen", "light");
        Path pdf = Files.write(
                folder.resolve("pages-" + locale + ".pdf"), Base64.getDecoder().decode((String) printed.get("data")));
        Path text = folder.resolve("pages-" + locale + ".txt");
        Process reader = new ProcessBuilder(
                        program("pdftotext").orElseThrow().toString(), "-layout", pdf.toString(), text.toString())
                .inheritIO()
                .start();
        assertThat(reader.waitFor()).isZero();
        List<String> pages = Stream.of(Files.readString(text).split("\f", -1))
                .filter(page -> !page.isBlank())
                .toList();
        assertThat(pages).hasSizeGreaterThan(5);
        for (String page : pages) {
            List<String> lines = page.lines()
                    .map(line -> line.replaceAll("[\\s\u25BC\u25BE]", ""))
                    .filter(line -> !line.isEmpty())
                    .toList();
            assertThat(headings).as(page).asInstanceOf(LIST).doesNotContain(lines.get(lines.size() - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void aHostileNameIsTextAndNoScriptRuns(String locale) throws IOException {
        Path results = folder.resolve("hostile-" + locale);
        Path model = Files.createDirectories(results.resolve("org__model").resolve("r1"));
        try (Stream<Path> files = Files.list(sample.resolve("made-up__larger/r1"))) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName().toString()));
            }
        }
        Files.writeString(
                model.resolve("model_meta.json"), "{\"name\": \"org/" + HOSTILE + "\", \"n_parameters\": 1000000}");
        open(report(results, "hostile-" + locale + ".html", "--against", "MTEB(cmn, v1)", "--locale", locale), 1440);
        assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo("org/" + HOSTILE);
        assertThat(browser.findElements(By.tagName("script"))).hasSize(1);
        assertQuiet();
    }
}
