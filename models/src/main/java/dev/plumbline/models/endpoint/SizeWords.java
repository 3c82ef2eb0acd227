package dev.plumbline.models.endpoint;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Knows a refusal for size by its words, since services choose its status as they like. The words are those of OpenAI,
 * Azure, Gemini, Mistral, Cohere, Voyage, Jina, NIM, Bedrock, vLLM, llama.cpp, Ollama, text-embeddings-inference and
 * Infinity, of common web servers, and of PyTorch where a server lets a text run into the end of its positions.
 */
final class SizeWords {

    /** What is too large. */
    enum Size {
        NONE,
        /** One text. */
        TEXT,
        /** The number of texts, of their tokens or of their bytes. */
        REQUEST
    }

    /** llama.cpp's, which a text has to fit into. */
    private static final String PHYSICAL = "physical batch size";

    /** Of limits on what may come in a time: these pass. */
    private static final Pattern RATE = Pattern.compile(
            "rate[ _-]?limit|quota|per[ -](?:min|sec|hour|day)|/ ?min|\\b[tr]p[mds]\\b|try again|throttl|overloaded");

    private static final String TEXT =
            "(?:inputs?|texts?|prompts?|sequences?|documents?|quer(?:y|ies)|examples?|strings?|contents?|tokens?)";

    /** One text, whatever the status is. */
    private static final List<Pattern> LONG_TEXT = patterns(
            PHYSICAL,
            "context (?:length|window|size)",
            "maximum (?:model|sequence|input) length",
            "max(?:imum)?[ _](?:input|sequence|seq|model)[ _]len",
            "must have less than \\d+ tokens",
            TEXT + " length\\b.{0,40}\\bexceed",
            "\\binput(?: id)? \\d+ (?:has|is) .{0,40}exceed",
            "\\b" + TEXT + "\\b.{0,40}\\b(?:is|are|was|be|it's) (?:too (?:long|large|big)|longer than|larger than)",
            "\\b(?:single )?" + TEXT + "\\b.{0,40}\\b(?:exceeds?|exceeding|exceeded|cannot exceed)\\b.{0,60}"
                    + "\\b(?:length|tokens?|characters|limit|max)",
            "too many (?:input )?tokens",
            "max input tokens",
            "requested tokens",
            "valid input must be at most \\d+ tokens",
            "at most \\d+ (?:tokens|characters)",
            "expected maxlength",
            "reduce (?:the|your) (?:length|prompt)",
            "the size of tensor a \\(\\d+\\) must match",
            "expanded size of the tensor",
            "index out of range in self");

    /** Many texts, whatever the status is. */
    private static final List<Pattern> LARGE_REQUEST = patterns(
            "(?<!physical )batch[ _-]?size.{0,60}(?:>|<=|exceed|limit|maximum|max|at most|must be|too (?:large|big)|greater)",
            "(?:exceed|maximum|max|limit|greater|too (?:large|big)).{0,60}(?<!physical )batch[ _-]?size",
            "too many (?:inputs|texts|items|instances|documents)",
            "too many tokens.{0,60}\\b(?:batch|request)",
            "at most \\d+ (?:texts|items|inputs|requests|documents|elements)",
            "total number of (?:texts|tokens|inputs)",
            "tokens per (?:submitted )?(?:batch|request)",
            "(?:inputs|texts|items) per request",
            "max_tokens_per_request",
            "array too long",
            "maximum array length",
            "maximum item count",
            "maximum request size",
            "(?:request|payload|entity|body|message|content)(?: (?:entity|body|payload|size|length))?"
                    + " (?:is )?(?:too large|too big|exceeds? (?:the )?(?:max|size|limit|allowed))",
            "payload ?too ?large",
            "length limit exceeded");

    /** What a status that says the request is at fault makes likely. */
    private static final List<Pattern> LIKELY_REQUEST = patterns("batch[ _]size", "payload", "request body");

    private static final List<Pattern> LIKELY_TEXT = patterns(
            "too long",
            "too large",
            "too many tokens",
            "tokens? limit",
            "max(?:imum)?[ _]length",
            "sequence length",
            "input length",
            "longer than");

    private SizeWords() {}

    private static List<Pattern> patterns(String... words) {
        return Stream.of(words).map(Pattern::compile).toList();
    }

    /** What a message says beyond doubt. */
    static Size sure(String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains(PHYSICAL)) {
            return Size.TEXT;
        }
        // of one request that is larger than a minute's tokens OpenAI says so
        if (RATE.matcher(lower).find() && !lower.contains("request too large")) {
            return Size.NONE;
        }
        if (found(LARGE_REQUEST, lower)) {
            return Size.REQUEST;
        }
        return found(LONG_TEXT, lower) ? Size.TEXT : Size.NONE;
    }

    /** What a message means under a status that says the request is at fault. */
    static Size likely(String said) {
        Size sure = sure(said);
        if (sure != Size.NONE) {
            return sure;
        }
        String lower = said.toLowerCase(Locale.ROOT);
        if (found(LIKELY_REQUEST, lower)) {
            return Size.REQUEST;
        }
        return found(LIKELY_TEXT, lower) ? Size.TEXT : Size.NONE;
    }

    private static boolean found(List<Pattern> words, String lower) {
        return words.stream().anyMatch(word -> word.matcher(lower).find());
    }
}
