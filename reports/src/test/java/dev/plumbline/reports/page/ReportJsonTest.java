package dev.plumbline.reports.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.reports.report.Report;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportJsonTest {

    /** Every component of every record that a report is made of, as the JSON spells it. */
    private static void fields(Type type, Set<Class<?>> seen, Set<String> names) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                fields(argument, seen, names);
            }
        } else if (type instanceof Class<?> known && known.isRecord() && seen.add(known)) {
            for (RecordComponent component : known.getRecordComponents()) {
                names.add(component.getName().replaceAll("([A-Z0-9]+)", "_$1").toLowerCase(Locale.ROOT));
                fields(component.getGenericType(), seen, names);
            }
        }
    }

    @Test
    void everyFieldIsDescribedAndTheVersionComesFirst() throws IOException {
        String described = Files.readString(Path.of(System.getProperty("plumbline.root"), "docs", "report-json.md"));
        Set<String> names = new LinkedHashSet<>();
        fields(Report.class, new LinkedHashSet<>(), names);
        names.remove("sha_256");
        assertThat(names)
                .hasSizeGreaterThan(80)
                .allSatisfy(name -> assertThat(described).contains("`" + name + "`"));
        assertThat(described).contains(ReportJson.SCHEMA);
        Report report = SmallReports.of(SmallReports.models("m", 2), java.util.List.of(), 5, 1);
        assertThat(ReportJson.of(report).fieldNames().next()).isEqualTo("schema");
    }
}
