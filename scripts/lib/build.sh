# Makes dist/: compile, bind, shrink, put together. Each step is skipped when its input is unchanged.
# Sourced after setup.sh.

# What rustc's Wasm may use, and every browser of the last years knows.
# Without inlining: bodies that are alike where they stand alone compress better than inside of others (14 kB).
WASM_FEATURES=(--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals
  --enable-reference-types --enable-multivalue)
# The lowest bytes of memory are the far end of the stack: no data begins there.
# Twice, since the second time finds what the first one left (2 kB).
WASM_OPT_FLAGS=(-Oz -Oz --low-memory-unused --skip-pass=inlining-optimizing "${WASM_FEATURES[@]}")

setup_build() {
  setup_node_modules
  setup_wasm_compiler
  setup_wasm_bindgen
}

# build_dist [quick]: quick is for looking at a change, much faster to build, much larger, never published.
build_dist() {
  setup_build
  local out packed wasm stamp profile=${1:-release}
  out=$(wasm_target_dir "$profile")
  packed="$out/packed"
  wasm="$out/wasm32-unknown-unknown/$profile/postil.wasm"
  # As a cdylib alone: what a Rust page could call is not kept then (15 kB).
  if [ -f "$wasm" ]; then
    wasm_cargo "$profile" rustc --profile "$profile" --lib --crate-type cdylib --quiet || die 'failed: the widget does not compile' 'see the messages above'
  else
    say '… compiling the widget for the first time, standard library included (about 2 minutes on two cores)'
    wasm_cargo "$profile" rustc --profile "$profile" --lib --crate-type cdylib || die 'failed: the widget does not compile' 'see the messages above'
  fi
  stamp="$(hash_of "$wasm") $WASM_BINDGEN_VERSION $(hash_of package-lock.json) $(hash_of scripts/lib/names.mjs scripts/lib/split.mjs scripts/lib/unlinked.mjs scripts/lib/wasm-data.mjs scripts/lib/wasm-reader.mjs) ${WASM_OPT_FLAGS[*]}"
  if [ ! -f "$packed/stamp" ] || [ "$(cat "$packed/stamp")" != "$stamp" ]; then
    rm -rf "$packed" && mkdir -p "$packed"
    announce 'binding and shrinking the WebAssembly' 'about 20 s' 'see the log; is wasm-bindgen the right version?' pack_wasm "$wasm" "$packed" "$profile"
    printf '%s\n' "$stamp" >"$packed/stamp"
  fi
  node scripts/lib/dist.mjs "$packed" "$WASM_TOOLCHAIN" "$(toolchain_words)" "$profile"
}

pack_wasm() {
  local bind=(wasm-bindgen --target web --no-typescript --remove-producers-section --out-name postil)
  [ "$3" = quick ] && { "${bind[@]}" --remove-name-section --out-dir "$2" "$1"; return; }
  # Functions keep their names until the file is split by them, and are looked up by the linker's own.
  node scripts/lib/unlinked.mjs "$1" "$2/unlinked.wasm" && "${bind[@]}" --out-dir "$2/readable" "$2/unlinked.wasm" &&
    "${bind[@]}" --no-demangle --out-dir "$2" "$2/unlinked.wasm" && mv "$2/postil_bg.wasm" "$2/mangled.wasm" || return 1
  wasm-opt "${WASM_OPT_FLAGS[@]}" --debuginfo "$2/mangled.wasm" -o "$2/postil_bg.wasm" || return 1
  node scripts/lib/names.mjs "$2" && node scripts/lib/split.mjs "$2" "$1" "${WASM_FEATURES[@]}"
}

# For scripts/size: which compiler, which kind of standard library.
toolchain_words() {
  case $WASM_TOOLCHAIN in
    source) echo "$(rustc --version), rustup; std from source, panic=immediate-abort" ;;
    debian) echo "$(/usr/bin/rustc --version), Debian; std from source, panic=immediate-abort" ;;
    prebuilt) echo "$(rustc --version), rustup; prebuilt std, panic=abort" ;;
  esac
}
