package dev.plumbline.models.network;

import java.util.Locale;

/** Which tokens a token's vector may depend on. */
public enum Attention {
    /** Itself and those before it. */
    CAUSAL,
    /** All of the text. */
    BIDIRECTIONAL;

    /** The name on the command line and in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
