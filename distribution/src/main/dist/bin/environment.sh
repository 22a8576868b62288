# SPDX-License-Identifier: Apache-2.0
# What every script of the distribution needs: sets java, opens and logs, or ends with a message.
# The caller has set home.
fail() { printf '%s: %s\n' "${0##*/}" "$1" >&2; exit 1; }

java="java"
if [[ -n "${JAVA_HOME:-}" ]]; then
  java="$JAVA_HOME/bin/java"
  [[ -x "$java" ]] || fail "JAVA_HOME is $JAVA_HOME, which holds no bin/java; set it to a Java 17 runtime"
fi
version="$("$java" -version 2>&1)" || fail "no java found; install a Java 17 runtime or set JAVA_HOME to one"
[[ "$version" =~ version\ \"([0-9]+) ]] || fail "cannot tell the version of $java"
((BASH_REMATCH[1] >= 17)) || fail "needs Java 17 or newer; found Java ${BASH_REMATCH[1]} (set JAVA_HOME)"

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
