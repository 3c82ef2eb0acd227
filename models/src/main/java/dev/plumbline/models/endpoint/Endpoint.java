package dev.plumbline.models.endpoint;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An endpoint that has given a first vector.
 *
 * @param name of the model in results
 * @param maxTokens longest input, 0 if it does not say
 * @param mostTexts per request
 * @param facts what decides a vector, as far as the endpoint tells
 * @param about what is recorded with results: where it is, what it says of its model
 * @param protocol how it is asked
 * @param sample the vector of {@link #SAMPLE}
 */
record Endpoint(
        String name,
        int maxTokens,
        int mostTexts,
        String facts,
        Map<String, String> about,
        Protocol protocol,
        FloatMatrix sample) {

    /** Short, so that it costs nothing to speak of, and in the tokens of any vocabulary. */
    static final String SAMPLE = "The plumb line shows whether a wall is upright.";

    /** Its side: services that tell sides apart are asked for documents most, and other texts may have none there. */
    static final Role SAMPLE_ROLE = Role.DOCUMENT;

    private static final String ORGANISATION = "endpoint/";
    private static final int INFO_BYTES = 1 << 20;
    /** Before the width is known. */
    private static final long MOST_SAMPLE_BYTES = 16L << 20;

    /**
     * Asks an endpoint what it is, as far as its API allows, and for one vector, which tells its width and whether it
     * accepts the key.
     *
     * @param sampleTokens tokens of {@link #SAMPLE}
     * @param bill has the sample added
     * @throws PlumblineException of kind USAGE if settings are missing, of kind ENDPOINT if there is no usable answer
     */
    static Endpoint ask(Api api, Transport transport, EndpointSettings settings, int sampleTokens, Bill bill) {
        try {
            return switch (api) {
                case OPENAI -> openAi(transport, settings, sampleTokens, bill);
                case TEI -> tei(transport, settings, sampleTokens, bill);
            };
        } catch (OversizeException e) {
            throw PlumblineException.endpoint(transport.address() + " " + e.getMessage() + " to one short text", e);
        } catch (StoppedException e) {
            throw PlumblineException.model("encoding was interrupted");
        }
    }

    private static Endpoint openAi(Transport transport, EndpointSettings settings, int sampleTokens, Bill bill) {
        String model = settings.model()
                .or(() -> transport.address().deployment())
                .orElseThrow(() -> PlumblineException.usage(
                        "--api openai needs --api-model NAME, the model's name at " + transport.address()));
        OptionalInt width = width(settings);
        OpenAiProtocol protocol = OpenAiProtocol.of(model, settings);
        FloatMatrix sample;
        try {
            sample = sample(protocol, transport, width, sampleTokens, bill);
        } catch (PlumblineException e) {
            if (!protocol.base64() || !e.getMessage().contains("encoding_format")) {
                throw e;
            }
            protocol = protocol.withNumbers();
            sample = sample(protocol, transport, width, sampleTokens, bill);
        }
        String facts = String.join("\n", "openai", transport.address().toString(), model, width.toString())
                + besides(settings);
        Map<String, String> about = about("openai", transport, settings);
        about.put("model there", model);
        return new Endpoint(named(model), 0, settings.batchTexts(), facts, about, protocol, sample);
    }

    private static Endpoint tei(Transport transport, EndpointSettings settings, int sampleTokens, Bill bill) {
        TeiInfo info = transport.ask(
                new Transport.Query(TeiInfo.PATH, Optional.empty(), 1, INFO_BYTES),
                answer -> TeiInfo.read(transport.masked(answer)));
        OptionalInt width = width(settings);
        Protocol protocol = TeiProtocol.of(settings);
        String facts = String.join(
                        "\n",
                        "tei",
                        transport.address().toString(),
                        info.facts(),
                        Boolean.toString(settings.normalise()),
                        width.toString())
                + besides(settings);
        Map<String, String> about = about("tei", transport, settings);
        about.putAll(info.about());
        return new Endpoint(
                named(settings.model().orElse(info.model())),
                info.maxTokens(),
                Math.min(settings.batchTexts(), info.mostTexts()),
                facts,
                about,
                protocol,
                sample(protocol, transport, width, sampleTokens, bill));
    }

    private static OptionalInt width(EndpointSettings settings) {
        return settings.dimensions().isPresent()
                ? settings.dimensions()
                : settings.body().width();
    }

    /** What requests have besides that decides vectors; nothing where there is nothing, as it was before there could be. */
    private static String besides(EndpointSettings settings) {
        return settings.body().isEmpty() && settings.headers().isEmpty()
                ? ""
                : "\n" + settings.body().shown() + "\n" + settings.headers();
    }

    private static Map<String, String> about(String api, Transport transport, EndpointSettings settings) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("endpoint", transport.address().toString());
        about.put("api", api);
        about.putAll(settings.body().shown());
        settings.headers().forEach((name, value) -> about.put("--api-header " + name, value));
        return about;
    }

    private static FloatMatrix sample(
            Protocol protocol, Transport transport, OptionalInt width, int tokens, Bill bill) {
        Transport.Query query = new Transport.Query(
                protocol.path(),
                Optional.of(protocol.request(List.of(SAMPLE), SAMPLE_ROLE)),
                tokens,
                MOST_SAMPLE_BYTES);
        return transport.ask(query, body -> {
            Answer answer = protocol.read(body, 1);
            FloatMatrix vector = answer.vectors();
            if (width.isPresent() && vector.columns() != width.getAsInt()) {
                throw new BadReplyException("a vector of " + vector.columns()
                        + " dimensions, where --api-dimensions is " + width.getAsInt());
            }
            bill.add(1, answer.tokens());
            return vector;
        });
    }

    /**
     * A name that Python's mteb reads: it insists on a slash (2.20.0 {@code models/model_meta.py}). A folder of the server's
     * is called by its last part.
     */
    private static String named(String model) {
        boolean folder = model.startsWith("/") || model.startsWith(".") || model.contains("\\");
        String name = folder ? model.replaceFirst("[/\\\\]+$", "").replaceFirst("(?s).*[/\\\\]", "") : model;
        return name.contains("/") ? name : ORGANISATION + name;
    }
}
