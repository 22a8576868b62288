# SPDX-License-Identifier: Apache-2.0
# What every script needs: sets java, release, opens and logs, or ends with a message. The caller has set home.
fail() { printf '%s: %s\n' "${0##*/}" "$1" >&2; exit 1; }

java="java"
if [[ -n "${JAVA_HOME:-}" ]]; then
  java="$JAVA_HOME/bin/java"
  [[ -x "$java" ]] || fail "JAVA_HOME is $JAVA_HOME, which holds no bin/java; set it to a Java 17 runtime"
fi
version="$("$java" -version 2>&1)" || fail "no java found; install a Java 17 runtime or set JAVA_HOME to one"
[[ "$version" =~ version\ \"([0-9]+) ]] || fail "cannot tell the version of $java"
release="${BASH_REMATCH[1]}"
((release >= 17)) || fail "needs Java 17 or newer; found Java $release (set JAVA_HOME)"

# Nothing is downloaded: libtorch and the tokenizers come out of the jars in lib.
export DJL_OFFLINE="${DJL_OFFLINE:-true}"
export PYTORCH_FLAVOR="${PYTORCH_FLAVOR:-cpu}"
# Equal runs give equal bits only where libraries do not choose their threads by the load.
export OMP_DYNAMIC="${OMP_DYNAMIC:-false}"
export MKL_DYNAMIC="${MKL_DYNAMIC:-FALSE}"

# Flink's serialisers look into these packages.
opens=()
for package in java.util java.lang java.time java.nio sun.nio.ch java.net java.io java.util.concurrent; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done

logs="${FRESHET_LOG_DIR:-$home/log}"
mkdir -p "$logs" 2>/dev/null || { logs="${TMPDIR:-/tmp}/freshet-log-$(id -u)"; mkdir -p "$logs" || fail "cannot write logs below $home/log or $logs; set FRESHET_LOG_DIR"; }

# Replaces this shell by the command: CLASS PATH, arguments.
run_command() {
  local class_path="$1" terminal=false columns=80 size
  shift
  if [[ -t 1 && -t 2 ]]; then
    terminal=true
    size="$(stty size <&2 2>/dev/null)" && [[ "$size" =~ ^[0-9]+\ ([1-9][0-9]*)$ ]] && columns="${BASH_REMATCH[1]}"
  fi
  # shellcheck disable=SC2086 # options are words
  exec "$java" "${opens[@]}" -Xmx2g -XX:+UseParallelGC -XX:-UsePerfData ${FRESHET_JAVA_OPTIONS:-} \
    -Dfreshet.terminal="$terminal" -Dfreshet.columns="$columns" -Dfreshet.home="$home" \
    -Dfreshet.log="${FRESHET_LOG:-$logs/freshet.log}" -cp "$class_path" io.freshet.cli.Main "$@"
}
