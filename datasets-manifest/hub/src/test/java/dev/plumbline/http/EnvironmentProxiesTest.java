package dev.plumbline.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvironmentProxiesTest {

    private static final String HUB = "https://huggingface.co/api";

    @Test
    void eachSchemeHasItsProxyAndTheLowerCaseWins() {
        Map<String, String> variables =
                Map.of("HTTPS_PROXY", "http://upper:1", "https_proxy", "http://lower:2", "HTTP_PROXY", "plain:3");
        assertThat(proxy(variables, HUB)).isEqualTo("lower:2");
        assertThat(proxy(variables, "http://mirror/api")).isEqualTo("plain:3");
        assertThat(proxy(Map.of("ALL_PROXY", "http://all"), HUB)).isEqualTo("all:80");
        assertThat(proxy(Map.of("HTTPS_PROXY", "", "https_proxy", " "), HUB)).isEqualTo("direct");
    }

    @ParameterizedTest
    @CsvSource({
        "huggingface.co, direct",
        ".huggingface.co, direct",
        "*.huggingface.co, direct",
        "co, direct",
        "HuggingFace.CO, direct",
        "huggingface.co:443, direct",
        "*, direct",
        "'localhost, huggingface.co', direct",
        "huggingface.co:8080, p:1",
        "face.co, p:1",
        "x.huggingface.co, p:1",
        "'', p:1",
        "'.', p:1",
    })
    void exceptions(String noProxy, String expected) {
        assertThat(proxy(Map.of("HTTPS_PROXY", "http://p:1", "NO_PROXY", noProxy), HUB))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"socks5://me:secret@p:1080", "https://me:secret@p", "http://me:secret@", "http://me:secret@a b"})
    void whatIsNoHttpProxyIsRefusedWithoutItsPassword(String proxy) {
        assertThatThrownBy(() -> proxy(Map.of("HTTPS_PROXY", proxy), HUB))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageContaining("proxy")
                .hasMessageNotContaining("secret");
    }

    private static String proxy(Map<String, String> variables, String address) {
        Proxy proxy =
                new EnvironmentProxies(variables).select(URI.create(address)).get(0);
        return proxy.address() instanceof InetSocketAddress where
                ? where.getHostString() + ":" + where.getPort()
                : "direct";
    }
}
