import dev.plumbline.ground.PlumblineException;

/** What is expected of a server: a line each where it is so, and an end where it is not. */
final class Held {

    private Held() {}

    static void hold(String what, Object is, Object wanted) {
        if (!wanted.equals(is)) {
            throw new AssertionError(what + ": " + is + " instead of " + wanted);
        }
        System.out.println("  ok: " + what);
    }

    static void refuses(String what, Runnable search, String... words) {
        try {
            search.run();
        } catch (PlumblineException e) {
            for (String word : words) {
                if (!e.getMessage().contains(word)) {
                    throw new AssertionError(what + ": '" + e.getMessage() + "' without '" + word + "'", e);
                }
            }
            System.out.println("  ok: " + what + ": " + e.getMessage().replaceAll("127.0.0.1:\\d+", "HOST"));
            return;
        }
        throw new AssertionError(what + " is not refused");
    }
}
