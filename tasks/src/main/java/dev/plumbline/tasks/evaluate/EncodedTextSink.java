package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.Role;

/** Takes the texts that a scoring would have encoded, one by one. */
@FunctionalInterface
public interface EncodedTextSink {

    /** One text, without its prompt; texts may repeat. */
    void text(Role role, String text);
}
