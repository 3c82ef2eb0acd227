package dev.plumbline.artifact;

import dev.plumbline.ground.PlumblineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.maven.model.building.DefaultModelProcessor;
import org.apache.maven.model.io.DefaultModelReader;
import org.apache.maven.model.superpom.DefaultSuperPomProvider;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.eclipse.aether.RepositorySystemSession.SessionBuilder;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;

/**
 * What of a user's Maven settings decides where artifacts come from: local repository, mirrors, servers, proxies, offline.
 * Repositories of profiles and encrypted passwords are not read.
 */
final class MavenSettings {

    private static final String MODEL_VERSION = "4.0.0";

    private final Settings settings;
    private final Path localRepository;

    private MavenSettings(Settings settings, Path localRepository) {
        this.settings = settings;
        this.localRepository = localRepository;
    }

    /**
     * Reads {@code .m2/settings.xml}, if it is there.
     *
     * @param home the user's home folder
     * @param repository the local repository whatever the settings say: Maven's {@code -Dmaven.repo.local}
     * @throws PlumblineException of kind USAGE if it is not well formed
     */
    static MavenSettings read(Path home, Optional<String> repository) {
        DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
        request.setUserSettingsFile(home.resolve(".m2/settings.xml").toFile());
        request.setSystemProperties(System.getProperties());
        try {
            Settings settings = new DefaultSettingsBuilderFactory()
                    .newInstance()
                    .build(request)
                    .getEffectiveSettings();
            return new MavenSettings(
                    settings,
                    repository
                            .or(() -> Optional.ofNullable(settings.getLocalRepository()))
                            .filter(path -> !path.isBlank())
                            .map(Path::of)
                            .orElseGet(() -> home.resolve(".m2/repository")));
        } catch (SettingsBuildingException e) {
            throw PlumblineException.usage(
                    request.getUserSettingsFile() + " cannot be read: " + e.getMessage() + "; correct it");
        }
    }

    boolean offline() {
        return settings.isOffline();
    }

    Path localRepository() {
        return localRepository;
    }

    /** The central repository, as Maven's own super POM names it. A missing or wrong checksum is an error. */
    static List<RemoteRepository> central() {
        RepositoryPolicy policy = new RepositoryPolicy(
                true, RepositoryPolicy.UPDATE_POLICY_ALWAYS, RepositoryPolicy.CHECKSUM_POLICY_FAIL);
        return new DefaultSuperPomProvider()
                        .setModelProcessor(new DefaultModelProcessor().setModelReader(new DefaultModelReader()))
                        .getSuperModel(MODEL_VERSION)
                        .getRepositories()
                        .stream()
                        .map(repository -> new RemoteRepository.Builder(
                                        repository.getId(), repository.getLayout(), repository.getUrl())
                                .setPolicy(policy)
                                .build())
                        .toList();
    }

    /** Puts mirrors, proxies and credentials into a session. */
    void apply(SessionBuilder session) {
        DefaultMirrorSelector mirrors = new DefaultMirrorSelector();
        for (Mirror mirror : settings.getMirrors()) {
            mirrors.add(
                    mirror.getId(),
                    mirror.getUrl(),
                    mirror.getLayout(),
                    false,
                    mirror.isBlocked(),
                    mirror.getMirrorOf(),
                    mirror.getMirrorOfLayouts());
        }
        DefaultAuthenticationSelector servers = new DefaultAuthenticationSelector();
        for (Server server : settings.getServers()) {
            servers.add(
                    server.getId(),
                    new AuthenticationBuilder()
                            .addUsername(server.getUsername())
                            .addPassword(server.getPassword())
                            .addPrivateKey(server.getPrivateKey(), server.getPassphrase())
                            .build());
        }
        DefaultProxySelector proxies = new DefaultProxySelector();
        for (org.apache.maven.settings.Proxy proxy : settings.getProxies()) {
            if (proxy.isActive()) {
                proxies.add(
                        new Proxy(
                                proxy.getProtocol(),
                                proxy.getHost(),
                                proxy.getPort(),
                                new AuthenticationBuilder()
                                        .addUsername(proxy.getUsername())
                                        .addPassword(proxy.getPassword())
                                        .build()),
                        proxy.getNonProxyHosts());
            }
        }
        session.setMirrorSelector(mirrors).setAuthenticationSelector(servers).setProxySelector(proxies);
    }
}
