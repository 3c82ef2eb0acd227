# Read by adapt.sh and student.sh after their options: [SHARED [OUTPUT [SEEDS]]] become shared, output, seeds and hf.
shared=$(cd "${1:-$root/../shared}" && pwd)
output=${2:-$(mktemp -d)}
mkdir -p "$output"
output=$(cd "$output" && pwd)
seeds=${3:-42,43,44}
hf=$shared/data/hf
plumbline=$root/plumbline
"$plumbline" --version

program() {
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$(cat "$root/harness/target/plumbline.classpath")" "$@"
}
