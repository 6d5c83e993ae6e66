# What every script shares: the project's root, how to speak, how to run a long step.
# Sourced, never run. Bash 3.2 is enough, so that it works on macOS as it comes.

set -euo pipefail

CALLER_DIR=$PWD # paths given to a script are meant from there
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"

# Tools that the project compiles or unpacks live outside the checkout, so that several checkouts share them.
TOOLS_DIR=${POSTIL_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/postil-tools}
LOG_DIR="$ROOT/target/logs"
export PATH="$TOOLS_DIR/bin:$ROOT/node_modules/.bin:$HOME/.cargo/bin:$PATH"

say() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# die WHAT [WHAT TO DO]
die() {
  printf '\nerror: %s\n' "$1" >&2
  if [ $# -gt 1 ]; then printf '  what to do: %s\n' "$2" >&2; fi
  exit 1
}

# announce WHAT HOW-LONG ADVICE COMMAND...: says what is going on, keeps the output in a log, shows its end on failure.
announce() {
  local what=$1 long=$2 advice=$3 log started
  shift 3
  mkdir -p "$LOG_DIR"
  log="$LOG_DIR/$(printf '%s' "$what" | tr -cs 'A-Za-z0-9' '-' | cut -c1-60).log"
  say "… $what ($long)"
  started=$SECONDS
  if "$@" >"$log" 2>&1; then
    say "  done in $((SECONDS - started)) s"
  else
    say ""
    tail -n 25 "$log" >&2
    die "failed: $what (whole output: ${log#"$ROOT"/})" "$advice"
  fi
}

# quietly SECONDS COMMAND...: an attempt that may fail; never longer than SECONDS, nothing printed.
quietly() {
  local seconds=$1
  shift
  if have timeout; then timeout "$seconds" "$@" >/dev/null 2>&1; else "$@" >/dev/null 2>&1; fi
}

hash_of() { # FILE...: one SHA-256 over the contents
  if have sha256sum; then cat "$@" | sha256sum | cut -d' ' -f1; else cat "$@" | shasum -a 256 | cut -d' ' -f1; fi
}

# As root directly, else through sudo when it is there; apt may be busy for a while.
apt_install() {
  have apt-get || return 1
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    have sudo || return 1
    as_root=(sudo)
  fi
  local run=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600)
  "${run[@]}" install -y --no-install-recommends "$@" && return 0
  "${run[@]}" update && "${run[@]}" install -y --no-install-recommends "$@"
}
