#!/usr/bin/env bash
# Makes a release of this checkout as far as a folder and takes it from there as a stranger would: deploys every artifact,
# looks at them, builds examples/ from them with an empty local Maven repository, and goes from the archive to a first score.
# Prints the time of each step. Nothing is published, and neither the checkout nor ~/.m2 gets anything of this version.
#
#   test/release.sh [--version V] [--work DIR] [--steps deploy,look,archive,image,examples,failure,jreleaser]
#
# KEEP_M2=1 keeps the examples' local Maven repository from the time before. Needs Maven and Java 17; the examples fetch what they depend on, some hundred megabytes.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
version=0.1.0
work=
steps=deploy,look,archive,image,examples,failure,jreleaser
while [ $# -gt 0 ]; do
    case $1 in
        --version) version=$2 ;;
        --work) work=$2 ;;
        --steps) steps=$2 ;;
        *) echo "release.sh: what is $1?" >&2; exit 2 ;;
    esac
    shift 2
done
[ -n "$work" ] || { work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; }
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

# A copy of what is committed, with the version of a release.
sources() {
    rm -rf "$work/src" && mkdir -p "$work/src"
    git archive HEAD | tar -x -C "$work/src"
    find "$work/src" -name pom.xml -exec sed -i "s/0\.1\.0-SNAPSHOT/$version/g" {} +
    ! grep -rl SNAPSHOT --include=pom.xml "$work/src" || fail "a SNAPSHOT is left in these files"
}

deploy() {
    rm -rf "$repository"
    # without Error Prone, which the build has: this is about what comes out
    # shellcheck disable=SC2086 # options are meant to be split
    $mvn -q -f "$work/src/pom.xml" -Prelease -Dquick -Denforcer.skip=false -Dcyclonedx.skip=false -pl '!test' \
        -Dmaven.install.skip "-DaltDeploymentRepository=folder::file://$repository" deploy
}

# What a repository of released artifacts asks of each: POM facts, sources, Javadoc, no SNAPSHOT anywhere.
look() {
    local count=0 name pom
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
    for fact in name description url licenses developers scm; do
        grep -q "<$fact[ >]" "$repository/dev/plumbline/plumbline/$version/plumbline-$version.pom" ||
            fail "the parent says no $fact"
    done
    echo "$count artifacts, $(du -sm "$repository" | cut -f 1) MB"
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

# The image's layers without the base, which would be fetched: what is in it, not whether it runs.
image() {
    # shellcheck disable=SC2086
    $mvn -q -f "$work/src/pom.xml" -Prelease -Dquick -Dmaven.source.skip -Dmaven.javadoc.skip -pl harness/distribution -am \
        -Djib.from.image=scratch package com.google.cloud.tools:jib-maven-plugin:buildTar@default-cli 2>&1 | tail -5 || true
    local tar=$work/src/harness/distribution/target/jib-image.tar
    [ -f "$tar" ] || fail "no image"
    tar -xOf "$tar" config.json | grep -o '"Entrypoint":\[[^]]*\]' | head -c 300
    echo
    echo "image of $(($(stat -c %s "$tar") / 1000000)) MB beside its base"
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

# An application whose search becomes worse, as by a careless change, has a build that fails and says what with.
failure() {
    local search=$work/examples/langchain4j/src/main/java/com/example/help/HelpSearch.java
    cp "$search" "$work/HelpSearch.java"
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
        };|' "$search"
    # shellcheck disable=SC2086
    if $mvn -q -s "$work/settings.xml" "-Dmaven.repo.local=$work/m2" -Dplumbline.version="$version" \
        -f "$work/examples/langchain4j/pom.xml" test > "$work/failure.txt" 2>&1; then
        fail "a model that reads twelve characters of each text passes"
    fi
    cp "$work/HelpSearch.java" "$search"
    grep -q "embeddings are worse than the baseline" "$work/failure.txt" || fail "no regression, but: $(tail -30 "$work/failure.txt")"
    grep -m 1 -A 12 "embeddings are worse than the baseline" "$work/failure.txt"
}

# What JReleaser makes of jreleaser.yml, without publishing.
jreleaser() {
    (
        cd "$work/src"
        [ -d .git ] || { git init -q . && git add -A && git -c user.name=release -c user.email=release@localhost commit -qm release; }
        export JRELEASER_PROJECT_VERSION=$version JRELEASER_GITHUB_TOKEN=none JRELEASER_GPG_PASSPHRASE=none
        export JRELEASER_GPG_PUBLIC_KEY=none JRELEASER_GPG_SECRET_KEY=none
        export JRELEASER_DEPLOY_MAVEN_MAVENCENTRAL_RELEASE_URL=http://localhost
        export JRELEASER_DEPLOY_MAVEN_MAVENCENTRAL_RELEASE_USERNAME=none
        export JRELEASER_DEPLOY_MAVEN_MAVENCENTRAL_RELEASE_PASSWORD=none
        # shellcheck disable=SC2086
        $mvn -q org.jreleaser:jreleaser-maven-plugin:1.23.0:checksum -N \
            "-Djreleaser.config.file=$work/src/jreleaser.yml" -Djreleaser.dry.run=true
    )
    local sums
    sums=$(find "$work/src" -name 'checksums_sha256.txt' | head -n 1)
    [ -n "$sums" ] || fail "JReleaser made no checksums"
    cat "$sums"
}

echo "release $version of $(git rev-parse --short HEAD) in $work"
[ ! -d "$work/src" ] || ! has deploy || rm -rf "$work/src"
[ -d "$work/src" ] || sources
for step in deploy look archive image examples failure jreleaser; do
    ! has "$step" || timed "$step" "$step"
done
echo "done"
