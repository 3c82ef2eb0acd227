package dev.plumbline.reports.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** The two models that a page is about are named, however crowded the chart is, and beside their marks. */
class SizeChartTest {

    private static final List<String> LEGEND = List.of("others", "front", "baseline", "candidate");

    private static SizeChart.Dot dot(String name, Random random, SizeChart.Kind kind) {
        boolean front = kind == SizeChart.Kind.FRONT;
        return new SizeChart.Dot(name, 7 + random.nextDouble(), 60 + 5 * random.nextDouble(), name, kind, front);
    }

    @RepeatedTest(10)
    void candidateAndBaselineAreNamedBesideTheirMarks(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<SizeChart.Dot> dots = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            dots.add(dot("other-" + i, random, SizeChart.Kind.OTHER));
        }
        for (int i = 0; i < 20; i++) {
            dots.add(dot("front-" + i, random, SizeChart.Kind.FRONT));
        }
        dots.add(dot("the-baseline-of-this-page-v2.5", random, SizeChart.Kind.BASELINE));
        dots.add(dot("the-candidate-of-this-page", random, SizeChart.Kind.CANDIDATE));
        Document svg = Jsoup.parse("<svg>" + SizeChart.of(dots, LEGEND).elements() + "</svg>", "", Parser.xmlParser());
        for (String name : List.of("the-baseline-of-this-page-v2.5", "the-candidate-of-this-page")) {
            List<Element> labels = svg.select("text").stream()
                    .filter(text -> text.text().equals(name))
                    .toList();
            assertThat(labels).as(name).hasSize(1);
        }
        assertThat(svg.select("text").eachText()).doesNotContain("other-1");
    }
}
