#!/usr/bin/env bash
# Makes a release of this checkout as far as a folder and takes it from there as a stranger would: deploys every artifact,
# looks at them and their signatures, goes from the archive to a first score, starts the container image, builds examples/ with an
# empty local Maven repository, runs JBang's catalog entry, and has JReleaser go through all it would publish. Prints the time of each
# step. Nothing is published, the key is made for this and thrown away, and neither the checkout nor ~/.m2 gets anything of this version.
#
#   test/release.sh [--version V] [--work DIR] [--steps deploy,look,archive,image,examples,failure,gradle,jbang,jreleaser] [--transcript FILE]
#
# --transcript writes what a first-time user types, sees and waits for: docs/first-hour.md. KEEP_M2=1 keeps the examples' local Maven
# repository from the time before. Needs Maven, Java 17, gpg and unshare; the examples fetch what they depend on, some hundred megabytes.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
version=0.1.0
work=
steps=deploy,look,archive,image,examples,failure,gradle,jbang,jreleaser
transcript=
while [ $# -gt 0 ]; do
    case $1 in
        --version) version=$2 ;;
        --work) work=$2 ;;
        --steps) steps=$2 ;;
        --transcript) transcript=$(cd "$(dirname "$2")" && pwd)/$(basename "$2") ;;
        *) echo "release.sh: what is $1?" >&2; exit 2 ;;
    esac
    shift 2
done
temporary=
[ -n "$work" ] || { work=$(mktemp -d) && temporary=1; }
mkdir -p "$work"
work=$(cd "$work" && pwd)
mvn=${MVN:-mvn -B -ntp}
repository=$work/repository

has() { case ",$steps," in *",$1,"*) return 0 ;; *) return 1 ;; esac; }
fail() { echo "release.sh: $*" >&2; exit 1; }
timed() {
    local what=$1 begin=$SECONDS
    shift
    "$@"
    echo "$what: $((SECONDS - begin)) s"
}

# A key of this run alone, in a folder of its own: gpg's agent for it ends with this script. Its path must be short, for a socket.
keys=$(mktemp -d)
export GNUPGHOME=$keys MAVEN_GPG_PASSPHRASE=rehearsal
cleanup() {
    gpgconf --kill all > /dev/null 2>&1 || true
    rm -rf "$keys"
    [ -z "$temporary" ] || rm -rf "$work"
}
trap cleanup EXIT
key() {
    [ -z "$(gpg --list-secret-keys 2> /dev/null)" ] || return 0
    gpg --quiet --batch --pinentry-mode loopback --passphrase "$MAVEN_GPG_PASSPHRASE" \
        --quick-generate-key 'A rehearsed release <release@localhost>' rsa3072 sign 2d 2> /dev/null ||
        fail "gpg is needed, and makes no key"
    # steps may run by themselves: what was signed before has its key beside it
    gpg --armor --export > "$work/public-key.asc"
}

# A copy of what is committed, with the version of a release.
sources() {
    rm -rf "$work/src" && mkdir -p "$work/src"
    git archive HEAD | tar -x -C "$work/src"
    find "$work/src" -name pom.xml -exec sed -i "s/0\.1\.0-SNAPSHOT/$version/g" {} +
    ! grep -rl SNAPSHOT --include=pom.xml "$work/src" || fail "a SNAPSHOT is left in these files"
}

deploy() {
    rm -rf "$repository"
    key
    # without Error Prone, which the build has: this is about what comes out
    # shellcheck disable=SC2086 # options are meant to be split
    $mvn -q -f "$work/src/pom.xml" -Prelease,sign -Dquick -Denforcer.skip=false -Dcyclonedx.skip=false -pl '!test' \
        -Dmaven.install.skip "-DaltDeploymentRepository=folder::file://$repository" deploy
}

# What a repository of released artifacts asks of each: POM facts, sources, Javadoc, signatures, no SNAPSHOT anywhere.
look() {
    local count=0 signed=0 name pom file
    gpg --quiet --import "$work/public-key.asc" 2> /dev/null
    while read -r file; do
        [ -f "$file.asc" ] || fail "$(basename "$file") is not signed"
        gpg --quiet --verify "$file.asc" "$file" 2> /dev/null || fail "the signature of $(basename "$file") does not hold"
        signed=$((signed + 1))
    done < <(find "$repository" -type f ! -name '*.asc' ! -name '*.md5' ! -name '*.sha1' ! -name 'maven-metadata.xml*' \
        ! -name '*.asc.*')
    for pom in "$repository"/dev/plumbline/*/"$version"/*.pom; do
        name=$(basename "$pom" .pom)
        count=$((count + 1))
        ! grep -q SNAPSHOT "$pom" || fail "$name depends on a SNAPSHOT"
        [ -f "$pom.sha1" ] && [ -f "$pom.md5" ] || fail "$name has no checksums"
        if ! grep -q '<packaging>pom</packaging>' "$pom"; then
            for kind in '' -sources -javadoc; do
                [ -f "${pom%.pom}$kind.jar" ] || fail "$name has no $kind.jar"
            done
        fi
        for fact in name description url licenses developers scm; do
            grep -q "<$fact[ >]" "$pom" || grep -q '<artifactId>plumbline</artifactId>' "$pom" ||
                fail "$name says no $fact"
        done
    done
    [ "$count" -ge 13 ] || fail "only $count artifacts in $repository"
    [ "$signed" -ge $((count * 3)) ] || fail "only $signed files are signed"
    for fact in name description url licenses developers scm; do
        grep -q "<$fact[ >]" "$repository/dev/plumbline/plumbline/$version/plumbline-$version.pom" ||
            fail "the parent says no $fact"
    done
    echo "$count artifacts, $signed signatures verified, $(du -sm "$repository" | cut -f 1) MB"
}

# From an archive to a first score, with a home of its own: nothing is there from before.
archive() {
    local archive=$work/src/harness/distribution/target/plumbline-$version.tar.gz megabytes begin
    megabytes=$(($(stat -c %s "$archive") / 1000000))
    rm -rf "$work/first" && mkdir -p "$work/first/home"
    begin=$SECONDS
    tar -xzf "$archive" -C "$work/first"
    (
        cd "$work/first"
        HOME=$work/first/home JAVA_TOOL_OPTIONS=-Duser.home=$work/first/home \
            "plumbline-$version/bin/plumbline" run --model embedded:all-MiniLM-L6-v2 --task MiniSTS.en --offline
    )
    local seconds=$((SECONDS - begin))
    [ -f "$work"/first/results/results/*/*/MiniSTS.en.json ] || find "$work/first" -name MiniSTS.en.json | grep -q . ||
        fail "there is no score"
    [ -f "$work/first/plumbline-$version/lib/plumbline.jsa" ] || fail "no class-data archive was made"
    # on a busy machine the second figure tells more than the first
    echo "archive of $megabytes MB, unpacked to a first score in $seconds s, on $(nproc) processors with a load of $(cut -d ' ' -f 1 /proc/loadavg)"
    [ "$megabytes" -le 160 ] && [ "$seconds" -le 60 ] || fail "that is more than 160 MB or 60 s"
}

# The image's layers without the base, which would be fetched: its entry point is started on these layers and nothing else, beside this
# machine's Java and C library, which the base would bring. As in a container, root is the image's and the folder to work in is empty.
image() {
    # shellcheck disable=SC2086
    $mvn -q -f "$work/src/pom.xml" -Prelease -Dquick -Dmaven.source.skip -Dmaven.javadoc.skip -pl harness/distribution -am \
        -Djib.from.image=scratch package jib:buildTar
    local tar=$work/src/harness/distribution/target/jib-image.tar config layer java
    [ -f "$tar" ] || fail "no image"
    rm -rf "$work/image" && mkdir -p "$work/image/layers" "$work/image/root"
    tar -xf "$tar" -C "$work/image/layers"
    config=$work/image/layers/config.json
    for layer in $(grep -o '"Layers":\[[^]]*\]' "$work/image/layers/manifest.json" | grep -o '[0-9a-f]\{64\}[^"]*'); do
        tar --warning=no-unknown-keyword -xzf "$work/image/layers/$layer" -C "$work/image/root"
    done
    java=$(readlink -f "$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java")")
    json_list() { grep -o "\"$1\":\[[^]]*\]" "$config" | sed 's/^[^[]*\["//; s/"\]$//; s/","/\n/g'; }
    local -a entry environment
    mapfile -t entry < <(json_list Entrypoint)
    mapfile -t environment < <(json_list Env)
    echo "${entry[*]}"
    [ "${entry[0]}" = java ] || fail "the image starts ${entry[0]}"
    # shellcheck disable=SC2016 # expanded within
    unshare --mount --map-root-user sh -c '
        set -e
        root=$1 java=$2
        shift 2
        mount --bind "$root" "$root"
        for folder in usr lib lib64 etc bin sbin proc dev; do
            [ -e "/$folder" ] || continue
            mkdir -p "$root/$folder"
            mount --rbind "/$folder" "$root/$folder"
        done
        mkdir -p "$root/java" "$root/work" "$root/tmp"
        mount --rbind "$java" "$root/java"
        exec chroot "$root" /usr/bin/env -i -C /work PATH=/java/bin:/usr/bin "$@"' sh \
        "$work/image/root" "${java%/bin/java}" "${environment[@]}" "${entry[@]}" \
        run --model embedded:all-MiniLM-L6-v2 --task MiniSTS.en --offline ||
        fail "the image does not start"
    find "$work/image/root/work" -name MiniSTS.en.json | grep -q . || fail "the image makes no score"
    echo "image of $(($(stat -c %s "$tar") / 1000000)) MB beside its base, started"
}

# Each example as its own project: released coordinates, and a local Maven repository with nothing in it.
examples() {
    cat > "$work/settings.xml" <<END
<settings>
  <profiles>
    <profile>
      <id>release</id>
      <repositories>
        <repository>
          <id>folder</id>
          <url>file://$repository</url>
        </repository>
      </repositories>
    </profile>
  </profiles>
  <activeProfiles>
    <activeProfile>release</activeProfile>
  </activeProfiles>
</settings>
END
    # as a machine that has never seen Maven
    [ "${KEEP_M2:-}" ] || rm -rf "$work/m2"
    rm -rf "$work/examples"
    cp -r "$work/src/examples" "$work/examples"
    for example in langchain4j spring-boot training; do
        # shellcheck disable=SC2086
        timed "examples/$example" $mvn -q -s "$work/settings.xml" "-Dmaven.repo.local=$work/m2" \
            -Dplumbline.version="$version" -f "$work/examples/$example/pom.xml" verify
    done
}

# A careless change: the model gets twelve characters of each text.
careless() {
    sed -i 's|return new AllMiniLmL6V2QuantizedEmbeddingModel();|EmbeddingModel whole = new AllMiniLmL6V2QuantizedEmbeddingModel();\
        return new EmbeddingModel() {\
            @Override\
            public dev.langchain4j.model.output.Response<List<dev.langchain4j.data.embedding.Embedding>> embedAll(List<TextSegment> texts) {\
                return whole.embedAll(texts.stream().map(text -> TextSegment.from(text.text().substring(0, Math.min(12, text.text().length())))).toList());\
            }\
\
            @Override\
            public int dimension() {\
                return whole.dimension();\
            }\
        };|' "$1"
}

# An application whose search becomes worse, as by a careless change, has a build that fails and says what with.
failure() {
    local search=$work/examples/langchain4j/src/main/java/com/example/help/HelpSearch.java
    cp "$search" "$work/HelpSearch.java"
    careless "$search"
    # shellcheck disable=SC2086
    if $mvn -q -s "$work/settings.xml" "-Dmaven.repo.local=$work/m2" -Dplumbline.version="$version" \
        -f "$work/examples/langchain4j/pom.xml" test > "$work/failure.txt" 2>&1; then
        fail "a model that reads twelve characters of each text passes"
    fi
    cp "$work/HelpSearch.java" "$search"
    grep -q "embeddings are worse than the baseline" "$work/failure.txt" || fail "no regression, but: $(tail -30 "$work/failure.txt")"
    grep -m 1 -A 12 "embeddings are worse than the baseline" "$work/failure.txt"
}

# The first example by Gradle, where there is one: it passes, and fails after the careless change.
gradle() {
    local build=$work/gradle search=src/main/java/com/example/help/HelpSearch.java
    local -a options=()
    type -P gradle > /dev/null || {
        echo "there is no Gradle here"
        return 0
    }
    rm -rf "$build" && mkdir -p "$build"
    (cd "$work/src/examples/langchain4j" && tar -c --exclude=target .) | tar -x -C "$build"
    case $(command gradle --version | sed -n 's/^Gradle //p') in
        [0-3].* | 4.[0-5] | 4.[0-5].*) options+=(--init-script "$root/test/gradle/before-junit-platform.gradle") ;;
    esac
    (
        cd "$build"
        export GRADLE_USER_HOME=$work/gradle-home
        tested() {
            command gradle --no-daemon --console plain "${options[@]}" "-PplumblineRepository=file://$repository" "-PplumblineVersion=$version" test
        }
        tested > "$work/gradle.txt" 2>&1 || fail "Gradle's build fails: $(tail -n 40 "$work/gradle.txt")"
        careless "$search"
        ! tested > "$work/gradle-failure.txt" 2>&1 || fail "Gradle's build passes after a careless change"
    )
    grep -q "embeddings are worse than the baseline" "$work/gradle-failure.txt" ||
        fail "no regression, but: $(tail -n 40 "$work/gradle-failure.txt")"
    echo "passed by $(command gradle --version | grep '^Gradle '), and failed after a careless change"
}

# A command as a first-time user types it, in $place, and what it says, with the seconds it takes, into the transcript. Places of this
# machine are told as that user's. The exit code is asked for where it is not 0.
typed() {
    local expected=$1 code=0 begin=$EPOCHREALTIME
    shift
    (
        cd "$place"
        # shellcheck disable=SC2086,SC2317 # options are meant to be split; called by what is typed
        mvn() { command $mvn -s "$work/settings.xml" "-Dmaven.repo.local=$work/m2" "$@"; }
        export HOME=$place JAVA_TOOL_OPTIONS=-Duser.home=$place
        eval "$*"
    ) > "$work/said.txt" 2>&1 || code=$?
    [ "$code" = "$expected" ] || fail "$* ends with $code: $(tail -n 20 "$work/said.txt")"
    {
        echo "\$ $*"
        sed -E 's/\x1b\[[0-9;]*[mK]//g; /^Picked up JAVA_TOOL_OPTIONS/d; /^\s*$/d; /^\tat /d; s/\s+$//' "$work/said.txt" |
            sed "s|$place|/home/you|g; s|$work|/home/you|g" | cut -c 1-180 | awk 'NR <= 26 { print } END { if (NR > 26) print "... (" NR - 26 " more lines)" }'
        [ "$code" = 0 ] || echo "(exit code $code)"
        awk -v from="$begin" -v to="$EPOCHREALTIME" 'BEGIN { printf "(%.1f s)\n\n", to - from }'
    } >> "$work/hour.md"
}

# What a first-time user types, sees and waits for: from the archive to a score, from an application to a failing test.
first_hour() {
    local example=$work/src/examples/langchain4j search=src/main/java/com/example/help/HelpSearch.java
    local test=src/test/java/com/example/help/HelpSearchTest.java
    place=$work/hour
    rm -rf "$place" && mkdir -p "$place/help-search"
    cp "$work/src/harness/distribution/target/plumbline-$version.tar.gz" "$place/"
    (cd "$example" && tar -c --exclude=target --exclude=embeddings .) | tar -x -C "$place/help-search"
    sed -i "s|<plumbline.version>.*</plumbline.version>|<plumbline.version>$version</plumbline.version>|" "$place/help-search/pom.xml"
    cat > "$work/hour.md" <<END
# The first hour

What a first-time user types, sees and waits for, on $(nproc) processors with a load of $(cut -d ' ' -f 1 /proc/loadavg). \`test/release.sh --transcript docs/first-hour.md\`
made this release, did all of it and wrote this page: folders are told as a user's, blank lines and stacks left out, long lines cut.

## From the archive to a score

\`\`\`console
END
    typed 0 "tar -xzf plumbline-$version.tar.gz"
    typed 0 "plumbline-$version/bin/plumbline run --model embedded:all-MiniLM-L6-v2 --task MiniSTS.en"
    typed 0 "plumbline-$version/bin/plumbline run --model embedded:all-MiniLM-L6-v2 --benchmark 'Plumbline(mini)' --languages eng"
    typed 0 "plumbline-$version/bin/plumbline report --results results --out report.html && ls -s report.html"
    cat >> "$work/hour.md" <<END
\`\`\`

The first start makes an archive of parsed classes, which later ones begin with.

## From an application to a failing test

\`examples/langchain4j\` finds help articles with a LangChain4j model. Its \`pom.xml\` has \`plumbline-junit5\` and \`plumbline-langchain4j\`
as test dependencies ([junit.md](junit.md)), and there is a test, but no baseline yet. Maven has fetched what it needs before.

\`\`\`console
END
    place=$work/hour/help-search
    typed 0 "sed -n '/Tasks that come/,/^    }/p' $test"
    typed 0 "mvn -q test -Dtest='HelpSearchTest#embeddings*' -Dplumbline.update=true"
    typed 0 "du -ab src/test/resources/embeddings | grep json"
    typed 0 "mvn -q test -Dtest='HelpSearchTest#embeddings*'"
    cat >> "$work/hour.md" <<END
\`\`\`

A careless change: something lets the model read twelve characters of each text.

\`\`\`console
END
    cp "$place/$search" "$work/HelpSearch.java"
    careless "$place/$search"
    cp "$work/HelpSearch.java" "$place/HelpSearch.before"
    typed 1 "diff HelpSearch.before $search"
    typed 1 "mvn -q test -Dtest='HelpSearchTest#embeddings*'"
    grep -q "embeddings are worse than the baseline" "$work/hour.md" || fail "the transcript has no regression: $(tail -n 40 "$work/hour.md")"
    echo '```' >> "$work/hour.md"
    # no blank line before the end of a block, nor two
    awk '/^$/ { blank = 1; next } { if (blank && !/^```$/) print ""; blank = 0; print }' "$work/hour.md" > "$transcript"
    echo "wrote $transcript"
}

# JBang's catalog entry, by JBang itself, which is on Maven Central (0.132.1's jar finds no alias in any catalog); our artifact is in the
# folder. Without its shell script JBang prints what to start, and ends with 255.
jbang() {
    local jbang=0.127.18 start code=0
    rm -rf "$work/jbang" && mkdir -p "$work/jbang/lib" "$work/jbang/here"
    cat > "$work/jbang/pom.xml" <<END
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>jbang</artifactId>
  <version>1</version>
  <!-- Gradle, which JBang is built with, takes the newer of two versions, Maven the nearer -->
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>org.apache.maven</groupId>
        <artifactId>maven-model</artifactId>
        <version>3.9.9</version>
      </dependency>
      <dependency>
        <groupId>org.apache.maven</groupId>
        <artifactId>maven-artifact</artifactId>
        <version>3.9.9</version>
      </dependency>
      <dependency>
        <groupId>org.codehaus.plexus</groupId>
        <artifactId>plexus-utils</artifactId>
        <version>3.6.0</version>
      </dependency>
    </dependencies>
  </dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>dev.jbang</groupId>
      <artifactId>jbang-cli</artifactId>
      <version>$jbang</version>
    </dependency>
  </dependencies>
</project>
END
    # shellcheck disable=SC2086
    $mvn -q -f "$work/jbang/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
        -DincludeScope=runtime "-DoutputDirectory=$work/jbang/lib"
    sed "s/:0\.1\.0\"/:$version\"/" "$work/src/jbang-catalog.json" > "$work/jbang/here/jbang-catalog.json"
    (
        cd "$work/jbang/here"
        export JBANG_DIR=$work/jbang/home JBANG_REPO=$work/jbang/m2
        start=$(java -cp "$work/jbang/lib/*" dev.jbang.Main run --repos "folder=file://$repository" --repos mavencentral \
            plumbline tasks --json 2> "$work/jbang/errors.txt") || code=$?
        [ "$code" = 255 ] || fail "JBang ends with $code: $(cat "$work/jbang/errors.txt")"
        eval "$start" > "$work/jbang/tasks.json"
    )
    grep -q '"MiniSTS.en"' "$work/jbang/tasks.json" || fail "JBang does not run the catalog's entry"
    echo "jbang plumbline tasks --json: $(grep -o '"name"' "$work/jbang/tasks.json" | wc -l) tasks"
}

# JReleaser goes through jreleaser.yml, all but the last step of each: checksums, signatures, the catalog of JBang, the release,
# and the rules of Maven Central for the folder of artifacts.
jreleaser() {
    local goal sums
    command -v git > /dev/null || fail "git is needed"
    (
        cd "$work/src"
        key
        [ -d .git ] || {
            git init -q -b main .
            git add -A
            git -c user.name=release -c user.email=release@localhost commit -qm release
            git remote add origin https://github.com/plumbline/plumbline.git
        }
        rm -rf repository
        cp -r "$repository" repository
        JRELEASER_GPG_PUBLIC_KEY=$(gpg --armor --export)
        JRELEASER_GPG_SECRET_KEY=$(gpg --batch --pinentry-mode loopback --passphrase "$MAVEN_GPG_PASSPHRASE" --armor --export-secret-keys)
        export JRELEASER_GPG_PUBLIC_KEY JRELEASER_GPG_SECRET_KEY JRELEASER_GPG_PASSPHRASE=$MAVEN_GPG_PASSPHRASE
        export JRELEASER_PROJECT_VERSION=$version JRELEASER_GITHUB_TOKEN=none
        export JRELEASER_DEPLOY_MAVEN_MAVENCENTRAL_RELEASE_URL=http://localhost
        export JRELEASER_DEPLOY_MAVEN_MAVENCENTRAL_RELEASE_USERNAME=none
        export JRELEASER_DEPLOY_MAVEN_MAVENCENTRAL_RELEASE_PASSWORD=none
        for goal in config full-release; do
            # shellcheck disable=SC2086
            $mvn org.jreleaser:jreleaser-maven-plugin:1.23.0:$goal -N "-Djreleaser.config.file=$work/src/jreleaser.yml" \
                -Djreleaser.dry.run=true > "$work/jreleaser-$goal.txt" 2>&1 ||
                fail "JReleaser's $goal fails: $(tail -n 30 "$work/jreleaser-$goal.txt")"
        done
    )
    sums=$(find "$work/src" -name 'checksums_sha256.txt' | head -n 1)
    [ -n "$sums" ] || fail "JReleaser made no checksums"
    cat "$sums"
    sed -E 's/\x1b\[[0-9;]*m//g' "$work/jreleaser-full-release.txt" | grep -E '^\[INFO\] +\S' | tail -n 40
}

echo "release $version of $(git rev-parse --short HEAD) in $work"
[ ! -d "$work/src" ] || ! has deploy || rm -rf "$work/src"
[ -d "$work/src" ] || sources
for step in deploy look archive image examples failure gradle jbang jreleaser; do
    ! has "$step" || timed "$step" "$step"
done
[ -z "$transcript" ] || timed "transcript" first_hour
echo "done"
