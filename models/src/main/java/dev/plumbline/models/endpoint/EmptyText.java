package dev.plumbline.models.endpoint;

/** What becomes of a text that is empty or blank, prompt included: several services refuse it. */
public enum EmptyText {
    /** The run stops. */
    ERROR,
    /** One blank is sent in its place. */
    SPACE,
    /** Its vector is zero and it is not sent, as in mteb 2.20.0 {@code models/model_implementations/openai_models.py}. */
    ZERO,
    /** It is sent like any other. */
    SEND
}
