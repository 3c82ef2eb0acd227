#!/bin/sh
# Holds RestSearcher against servers themselves, made of their Maven artifacts and started here.
#
#   test/search-nodes.sh [NODE ...]     all unless told otherwise:
#     opensearch2      2.19.6 with its k-NN plugin
#     opensearch3      3.9.0, with the JDK 21 or later in NODE_JAVA_HOME; left out where that is not set
#     busy             2.19.6 with one thread for searches and room for three
#     secured          2.19.1 behind its security plugin
#     elasticsearch7   7.17.29, under Elastic's licence
#     elasticsearch8   8.18.0, likewise
#
# Some 270 MB are fetched the first time; three minutes are taken afterwards. Each case is a line; the first that fails ends it.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || set -- opensearch2 opensearch3 busy secured elasticsearch7 elasticsearch8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

maven() { mvn -q -B -ntp "$@"; }

artifacts() { # COORDINATES ...: prints their classpath
    {
        echo '<project><modelVersion>4.0.0</modelVersion><groupId>none</groupId><artifactId>node</artifactId>'
        echo '<version>1</version><packaging>pom</packaging><dependencies>'
        for artifact in "$@"; do
            echo "$artifact" | sed 's|\(.*\):\(.*\):\(.*\)|<dependency><groupId>\1</groupId><artifactId>\2</artifactId><version>\3</version></dependency>|'
        done
        echo '</dependencies></project>'
    } > "$work/pom.xml"
    maven -f "$work/pom.xml" dependency:build-classpath -DincludeScope=runtime "-Dmdep.outputFile=$work/classpath" >&2
    cat "$work/classpath"
}

plugin() { # COORDINATES DIR
    maven -f "$work/pom.xml" dependency:unpack "-Dartifact=$1:zip" "-DoutputDirectory=$2"
}

opensearch() { # VERSION LOG4J [COORDINATES ...]
    version=$1
    logging=$2
    shift 2
    artifacts "org.opensearch:opensearch:$version" "org.opensearch.plugin:transport-netty4-client:$version" \
        "org.apache.logging.log4j:log4j-core:$logging" "$@"
}

study() { # NODE CLASSPATH SOURCE PLUGIN-CLASS|SETTING ...
    kind=$1
    shift
    "$java" -Xmx1g -cp "$work/study:$ours" SearchStudy "$kind" "$work/$kind" "$@"
}

maven -f "$root/pom.xml" -Dquick -pl harness/search -am package
"$root/plumbline" --version
ours=$(ls "$root"/harness/search/target/plumbline-search-*-SNAPSHOT.jar):$(cat "$root/harness/target/plumbline.classpath")
nodes=$root/test/search-nodes
"${java%java}javac" -d "$work/study" -cp "$ours" "$nodes/SearchStudy.java" "$nodes/StudiedNode.java" "$nodes/Held.java"
source=$nodes/SearchNode.java
for kind in "$@"; do
    echo "$kind"
    mkdir -p "$work/$kind/config/opensearch-security"
    case $kind in
        opensearch2)
            classes=$(opensearch 2.19.6 2.25.4 org.opensearch.plugin:lang-painless:2.19.6)
            plugin org.opensearch.plugin:opensearch-knn:2.19.6.0 "$work/knn"
            study "$kind" "$classes:$work/knn/*" "$source" org.opensearch.transport.Netty4Plugin \
                org.opensearch.painless.PainlessPlugin org.opensearch.knn.plugin.KNNPlugin
            ;;
        opensearch3)
            if [ -z "${NODE_JAVA_HOME:-}" ]; then
                echo "  left out: NODE_JAVA_HOME is not set"
                continue
            fi
            # plugins on the class path are described where they were named
            sed -e 's/List<Class<? extends Plugin>>/List<PluginInfo>/' -e 's/plugins\.Plugin;/plugins.PluginInfo;/' \
                -e 's/Class.forName(word).asSubclass(Plugin.class)/new PluginInfo(word, "", "", org.opensearch.Version.CURRENT, "21", word, List.of(), false)/' \
                "$source" > "$work/SearchNode.java"
            study "$kind" "$(opensearch 3.9.0 2.25.5)" "$work/SearchNode.java" org.opensearch.transport.Netty4ModulePlugin
            ;;
        busy)
            study "$kind" "$(opensearch 2.19.6 2.25.4)" "$source" org.opensearch.transport.Netty4Plugin \
                thread_pool.search.size=1 thread_pool.search.queue_size=3
            ;;
        secured)
            # the newest whose security plugin is there
            classes=$(opensearch 2.19.1 2.21.0)
            plugin org.opensearch.plugin:opensearch-security:2.19.1.0 "$work/security"
            cp "$work"/security/config/*.yml "$work/$kind/config/opensearch-security"
            store() { "${JAVA_HOME:+$JAVA_HOME/bin/}keytool" "$@" -alias node -storetype PKCS12 -storepass throwaway > /dev/null 2>&1; }
            (
                cd "$work/$kind/config"
                store -genkeypair -keyalg RSA -dname CN=node -keystore node.p12
                store -exportcert -keystore node.p12 -file node.crt
                store -importcert -noprompt -file node.crt -keystore trusted.p12
            )
            ssl=plugins.security.ssl.transport
            study "$kind" "$classes:$work/security/*" "$source" org.opensearch.transport.Netty4Plugin \
                org.opensearch.security.OpenSearchSecurityPlugin plugins.security.allow_default_init_securityindex=true \
                plugins.security.nodes_dn=CN=node $ssl.enforce_hostname_verification=false \
                $ssl.keystore_type=PKCS12 $ssl.keystore_filepath=node.p12 $ssl.keystore_password=throwaway \
                $ssl.truststore_type=PKCS12 $ssl.truststore_filepath=trusted.p12 $ssl.truststore_password=throwaway
            ;;
        elasticsearch7)
            # OpenSearch began as a copy of it: the classes have the same names in other packages
            sed 's/org\.opensearch\./org.elasticsearch./' "$source" > "$work/SearchNode.java"
            study "$kind" "$(artifacts org.elasticsearch:elasticsearch:7.17.29 \
                org.elasticsearch.plugin:transport-netty4-client:7.17.29 org.apache.logging.log4j:log4j-core:2.17.1)" \
                "$work/SearchNode.java" org.elasticsearch.transport.Netty4Plugin
            ;;
        elasticsearch8)
            artifacts org.elasticsearch:elasticsearch:8.18.0 org.elasticsearch.plugin:transport-netty4:8.18.0 |
                tr ':' '\n' > "$work/jars"
            module=$work/$kind/modules/transport-netty4
            mkdir -p "$module"
            grep netty "$work/jars" | while read -r jar; do cp "$jar" "$module"; done
            printf '%s\n' name=transport-netty4 description=HTTP version=8.18.0 elasticsearch.version=8.18.0 java.version=17 \
                classname=org.elasticsearch.transport.netty4.Netty4Plugin > "$module/plugin-descriptor.properties"
            study "$kind" "$(grep -v netty "$work/jars" | tr '\n' ':')" "$nodes/ElasticsearchNode.java"
            ;;
        *)
            sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
            exit 2
            ;;
    esac
done
