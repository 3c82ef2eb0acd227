import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/**
 * A node of OpenSearch alone in its cluster, on this machine, at a port that is free. Started by SearchStudy: HOME and then plugins'
 * classes and settings, {@code NAME=VALUE}. Its address goes to {@code HOME/address}.
 */
public final class SearchNode extends Node {

    private SearchNode(Settings settings, List<Class<? extends Plugin>> plugins) {
        super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"), plugins, true);
    }

    public static void main(String[] args) throws Exception {
        Settings.Builder settings = Settings.builder()
                .put("path.home", args[0])
                .put("cluster.name", "study")
                .put("discovery.type", "single-node")
                .put("network.host", "127.0.0.1")
                .put("http.port", "0")
                .put("transport.port", "0")
                // a full disk of this machine is no case here
                .put("cluster.routing.allocation.disk.threshold_enabled", false);
        List<Class<? extends Plugin>> plugins = new ArrayList<>();
        for (String word : List.of(args).subList(1, args.length)) {
            int is = word.indexOf('=');
            if (is > 0) {
                settings.put(word.substring(0, is), word.substring(is + 1));
            } else {
                plugins.add(Class.forName(word).asSubclass(Plugin.class));
            }
        }
        SearchNode node = new SearchNode(settings.build(), plugins);
        node.start();
        String address = node.injector()
                .getInstance(HttpServerTransport.class)
                .boundAddress()
                .publishAddress()
                .toString();
        Files.writeString(Path.of(args[0], "address"), address);
        System.out.println("started");
        // until whoever started it is gone or ends it
        System.in.transferTo(System.out);
        node.close();
        System.exit(0);
    }
}
