package dev.plumbline.test;

import dev.plumbline.harness.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One run of the command line in this JVM.
 *
 * @param code exit code
 * @param out what it printed to stdout
 * @param err what it printed to stderr
 */
record CommandLineRun(int code, String out, String err) {

    static CommandLineRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int code = Main.execute(new PrintWriter(out), new PrintWriter(err, true), words);
        return new CommandLineRun(code, out.toString(), err.toString());
    }
}
