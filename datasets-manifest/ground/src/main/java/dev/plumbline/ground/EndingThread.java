package dev.plumbline.ground;

/**
 * What is still to be done while the process goes down, for {@link Runtime#addShutdownHook}: it alone may make temporary
 * files then, and deletes them itself. Java waits for its end.
 */
public final class EndingThread extends Thread {

    public EndingThread(Runnable work, String name) {
        super(work, name);
    }
}
