#!/bin/sh
# A folder as Spark is unpacked to, made of its Maven artifacts: DIR/jars. For who has no Spark at hand.
#
#   test/spark-home.sh DIR [VERSION [SCALA]]     Spark 4.0.4 of Scala 2.13 unless told otherwise; WITH="group:artifact:version ..." adds more
set -eu
[ $# -ge 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
dir=$1
version=${2:-4.0.4}
scala=${3:-2.13}
mkdir -p "$dir"
pom=$(mktemp -d)
trap 'rm -rf "$pom"' EXIT
{
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>none</groupId><artifactId>spark-home</artifactId>'
    echo '<version>1</version><packaging>pom</packaging>'
    # the versions that Spark is distributed with
    echo "<dependencyManagement><dependencies><dependency><groupId>org.apache.spark</groupId>"
    echo "<artifactId>spark-parent_$scala</artifactId><version>$version</version><type>pom</type><scope>import</scope>"
    echo '</dependency></dependencies></dependencyManagement><dependencies>'
    for artifact in "org.apache.spark:spark-core_$scala:$version" ${WITH:-}; do
        IFS=: read -r group name number <<EOF
$artifact
EOF
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$number</version></dependency>"
    done
    echo '</dependencies></project>'
} > "$pom/pom.xml"
mvn -q -B -ntp -f "$pom/pom.xml" dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$(cd "$dir" && pwd)/jars"
ls "$dir"/jars/spark-core_*.jar > /dev/null
