package dev.plumbline.models.torch;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A function of arrays that gives one array, in the form that TorchScript writes itself: calls of {@code torch.*}, no
 * methods of arrays, no defaults left out where they are by name only.
 *
 * @param parameters names of the arrays it takes; a list of arrays has a name that ends with {@link #LIST}
 * @param body its lines, the last one a {@code return}
 */
public record ScriptMethod(String name, List<String> parameters, List<String> body) {

    /** How the name of a list of arrays ends, here and in {@link ScriptModule#callOnLists}. */
    public static final String LIST = "[]";

    public ScriptMethod {
        parameters = List.copyOf(parameters);
        body = List.copyOf(body);
    }

    /** A call of this function from another one's body. */
    public String call(String... arguments) {
        return "(self)." + name + "(" + String.join(", ", arguments) + ", )";
    }

    /** What an archive has of it. */
    public String source() {
        String signature = parameters.stream().map(ScriptMethod::declaration).collect(Collectors.joining());
        String lines = body.stream().map(line -> "    " + line + "\n").collect(Collectors.joining());
        return "  def " + name + "(self: " + ScriptArchive.self() + signature + ") -> Tensor:\n" + lines;
    }

    private static String declaration(String parameter) {
        return parameter.endsWith(LIST)
                ? ",\n    " + parameter.substring(0, parameter.length() - LIST.length()) + ": List[Tensor]"
                : ",\n    " + parameter + ": Tensor";
    }
}
