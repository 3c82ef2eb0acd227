package dev.plumbline.models.endpoint;

/** The language an endpoint speaks. */
public enum Api {
    /** {@code POST <base>/embeddings} as OpenAI, vLLM, Ollama, llama.cpp and many services have it. */
    OPENAI("OPENAI_API_KEY"),
    /** {@code GET <base>/info} and {@code POST <base>/embed} of Hugging Face's text-embeddings-inference. */
    TEI("HF_TOKEN");

    private final String keyVariable;

    Api(String keyVariable) {
        this.keyVariable = keyVariable;
    }

    /** The environment variable where users of this API keep their key. */
    String keyVariable() {
        return keyVariable;
    }
}
