package dev.plumbline.models.endpoint;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.DistinctTexts;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.RemoteEncoder;
import dev.plumbline.models.explain.Explainable;
import dev.plumbline.models.explain.Explanation;
import dev.plumbline.models.prompt.PromptChoice;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.Charge;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * An encoder behind an HTTP address. Prompts are put before texts here: a server is sent the text as the model is to see it
 * and is told of its role only by the fields that {@code --api-body-query} and {@code
 * --api-body-document} give. Texts that are the same when they are sent are sent once.
 *
 * <p>Its weights can change without notice. {@link #sample()} is made anew whenever it is opened, and what was kept earlier
 * is not used if it differs.
 */
public final class EndpointEncoder implements RemoteEncoder, Explainable {

    /** To be counted up by whoever changes what is sent for the same settings. */
    private static final String COMPUTATION = "endpoint 1";

    private static final String REVISION = "endpoint";
    /** A number in full is 25 characters or less with its comma, and more where it is indented. */
    private static final long MOST_BYTES_PER_VALUE = 64;

    private static final long MOST_BYTES_BESIDE = 1L << 20;

    private final ModelCard card;
    private final Endpoint endpoint;
    private final Transport transport;
    private final BodyFields fields;
    private final Outgoing outgoing;
    private final TokenCounter tokens;
    private final boolean countsTokens;
    private final Dispatch dispatch;
    private final PromptRule prompts;
    private final EncodeProgress progress;
    private final Bill bill;

    private EndpointEncoder(
            Endpoint endpoint,
            Transport transport,
            EndpointSettings settings,
            TokenCounter tokens,
            PromptRule prompts,
            UnaryOperator<ModelCard> published,
            EncodeProgress progress,
            Bill bill) {
        this.endpoint = endpoint;
        this.transport = transport;
        this.tokens = tokens;
        this.countsTokens = settings.tokensPerMinute().isPresent();
        this.fields = settings.body();
        this.outgoing = new Outgoing(settings, tokens);
        this.dispatch = new Dispatch(settings.concurrency(), endpoint.mostTexts(), settings.time());
        this.prompts = prompts;
        this.progress = progress;
        this.bill = bill;
        this.card = published.apply(new ModelCard(
                endpoint.name(), REVISION, endpoint.sample().columns(), endpoint.maxTokens(), 0, Similarity.COSINE));
    }

    /**
     * Asks the endpoint what it is and for one vector. Results carry the model's name there, {@code endpoint/<name>} where it
     * has no slash, and the revision {@code endpoint}; vectors are compared by cosine.
     *
     * @param address {@code http(s)://HOST[:PORT][/PATH][?NAME=VALUE]}
     * @param prompts put before texts here
     * @param published what becomes of the card, where it is published under another name
     * @param offline whether only this machine may be asked
     * @param progress told of every request, and of pauses
     * @throws PlumblineException of kind USAGE for settings that do not fit, of kind ENDPOINT if there is no usable answer
     */
    public static EndpointEncoder open(
            String address,
            EndpointSettings settings,
            PromptRule prompts,
            UnaryOperator<ModelCard> published,
            boolean offline,
            EncodeProgress progress) {
        EndpointAddress place = EndpointAddress.parse(address);
        Api api = settings.api().orElseThrow(() -> unsaid(place));
        if (offline && !place.loopback()) {
            throw PlumblineException.usage(place + " is not this machine, and nothing else is asked with"
                    + " --offline or HF_HUB_OFFLINE: only an endpoint at localhost, 127.0.0.1 or [::1]");
        }
        ApiKey key = ApiKey.of(place, api, settings);
        if (key.present() && !place.encrypted() && !place.loopback()) {
            progress.warning("the key in " + key.place() + " goes to " + place + " unencrypted");
        }
        TokenCounter tokens = TokenCounter.of(settings);
        boolean opened = false;
        try {
            Transport transport = new Transport(place, key, settings, progress::note);
            Bill bill = new Bill(settings.price());
            Endpoint endpoint = Endpoint.ask(api, transport, settings, tokens.count(Endpoint.SAMPLE), bill);
            EndpointEncoder encoder =
                    new EndpointEncoder(endpoint, transport, settings, tokens, prompts, published, progress, bill);
            opened = true;
            return encoder;
        } finally {
            if (!opened) {
                tokens.close();
            }
        }
    }

    private static PlumblineException unsaid(EndpointAddress place) {
        return PlumblineException.usage("--model " + place + " needs --api: openai asks for " + place.at("/embeddings")
                + " (with --api-model NAME), tei for " + place.at("/embed")
                + " of Hugging Face's text-embeddings-inference");
    }

    private FloatMatrix send(List<String> texts, Role role) {
        int count = countsTokens ? texts.stream().mapToInt(tokens::count).sum() : texts.size();
        int width = endpoint.sample().columns();
        Transport.Query query = new Transport.Query(
                endpoint.protocol().path(),
                Optional.of(endpoint.protocol().request(texts, role)),
                count,
                MOST_BYTES_BESIDE + MOST_BYTES_PER_VALUE * width * texts.size());
        Answer answer = transport.ask(query, body -> {
            Answer read = endpoint.protocol().read(body, texts.size());
            if (read.vectors().columns() != width) {
                throw new BadReplyException(
                        "vectors of " + read.vectors().columns() + " dimensions after one of " + width);
            }
            return read;
        });
        bill.add(texts.size(), answer.tokens());
        progress.encoded(texts.size(), answer.tokens().orElse(countsTokens ? count : 0));
        return answer.vectors();
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public synchronized void encode(EncodeRequest request, Sink sink) {
        String prefix = prompts.prefix(request.task(), request.role());
        List<Integer> places = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        int zero = 0;
        int cut = 0;
        for (int place = 0; place < request.texts().size(); place++) {
            String rendered = prefix + request.texts().get(place);
            if (outgoing.zero(rendered)) {
                zero++;
                sink.accept(new int[] {place}, FloatMatrix.zeros(1, card.dimensions()));
                continue;
            }
            String text = outgoing.text(rendered);
            cut += text.length() < rendered.length() ? 1 : 0;
            places.add(place);
            sent.add(text);
        }
        warn(zero, "texts are empty and have a zero vector, as in mteb (--api-empty-text)");
        warn(cut, "texts are longer than --api-max-chars or --api-max-tokens allow and were cut");
        DistinctTexts distinct = DistinctTexts.of(sent);
        Sink spread = distinct.spread((indices, vectors) ->
                sink.accept(Arrays.stream(indices).map(places::get).toArray(), vectors));
        Role role = request.role();
        dispatch.run(
                distinct.texts(),
                batch -> send(batch, role),
                (first, vectors) -> spread.accept(
                        IntStream.range(first, first + vectors.rows()).toArray(), vectors));
    }

    private void warn(int texts, String what) {
        if (texts > 0) {
            progress.warning(card.name() + ": " + texts + " " + what);
        }
    }

    /** The tokens are those of {@code --api-tokenizer}, none without. */
    @Override
    public Explanation explain(TaskSpec task, Role role, String text) {
        PromptChoice prompt = prompts.choice(task, role);
        String rendered = prompt.prefix() + text;
        String sent = outgoing.zero(rendered) ? "" : outgoing.text(rendered);
        return new Explanation(prompt, sent, tokens.tokens(sent), tokens.truncated(rendered));
    }

    @Override
    public Map<String, String> about() {
        return endpoint.about();
    }

    @Override
    public Optional<String> encoded(String text, TaskSpec task, Role role) {
        String rendered = prompts.prefix(task, role) + text;
        return outgoing.zero(rendered) ? Optional.empty() : Optional.of(keyed(outgoing.text(rendered), role));
    }

    /** A text as sent, with what is sent beside it for its role alone. */
    private String keyed(String sent, Role role) {
        String apart = fields.apart(role);
        return apart.isEmpty() ? sent : "\0" + apart + "\0" + sent;
    }

    @Override
    public int textsPerRequest() {
        return endpoint.mostTexts();
    }

    @Override
    public Sample sample() {
        return new Sample(keyed(Endpoint.SAMPLE, Endpoint.SAMPLE_ROLE), endpoint.sample());
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return prompts.prefix(task, role);
    }

    @Override
    public Optional<String> fingerprint() {
        String facts = COMPUTATION + "\n" + endpoint.facts();
        return Optional.of(Sha256.hex(facts));
    }

    @Override
    public Optional<Charge> charge() {
        return Optional.of(bill.charge());
    }

    /** Says what it cost. */
    @Override
    public void close() {
        progress.note(card.name() + ": " + bill);
        tokens.close();
    }
}
