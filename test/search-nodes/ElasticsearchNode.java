import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * A node of Elasticsearch 8, as SearchNode is one of OpenSearch: HOME and then settings, {@code NAME=VALUE}. Its plugins are the
 * folders in {@code HOME/modules}.
 */
public final class ElasticsearchNode {

    private ElasticsearchNode() {}

    public static void main(String[] args) throws Exception {
        LogConfigurator.configureESLogging();
        Settings.Builder settings = Settings.builder()
                .put("path.home", args[0])
                .put("cluster.name", "study")
                .put("discovery.type", "single-node")
                .put("network.host", "127.0.0.1")
                .put("http.port", "0")
                .put("transport.port", "0")
                .put("cluster.routing.allocation.disk.threshold_enabled", false);
        for (String word : List.of(args).subList(1, args.length)) {
            int is = word.indexOf('=');
            settings.put(word.substring(0, is), word.substring(is + 1));
        }
        Node node = node(settings.build());
        node.start();
        String address = node.injector()
                .getInstance(HttpServerTransport.class)
                .boundAddress()
                .publishAddress()
                .toString();
        Files.writeString(Path.of(args[0], "address"), address);
        System.out.println("started");
        System.in.transferTo(System.out);
        node.close();
        System.exit(0);
    }

    private static Node node(Settings settings) throws IOException {
        Environment environment = InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node");
        return new Node(
                environment,
                PluginsLoader.createPluginsLoader(
                        PluginsLoader.loadModulesBundles(environment.modulesDir()), Set.of(), Map.of(), false));
    }
}
