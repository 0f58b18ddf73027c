# ./dev check [--all] [--fix]: format, house rules, linters, types. All parts run, then the code says
# whether all were clean. clang-tidy reads what changed since the last commit but one, 40 files of it at most, and says when it left some
# out; --all: everything, which takes long.
# --fix: formats in place instead of complaining.
dev_check() {
  local all=no fix=no
  while [ $# -gt 0 ]; do
    case "$1" in
      --all) all=yes; shift ;;
      --fix) fix=yes; shift ;;
      *) echo "usage: ./dev check [--all] [--fix]" >&2; return 2 ;;
    esac
  done
  echo "Steward: check"
  install_packages build check
  configure
  build_console
  build_programs tidy
  unclean=() unread=0
  if [ "$fix" = yes ]; then cpp_files | xargs clang-format -i; fi
  check_part "format"      "./dev check --fix" check_format
  check_part "house rules" "$build_folder/tools/tidy $root" "$build_folder/tools/tidy" "$root"
  check_part "shell"       "shellcheck -x dev" shellcheck -x dev tools/dev/*.sh tools/bench/*.sh tests/*/*.sh .ci/run packaging/*/postinst packaging/*/prerm packaging/*/postrm
  check_part "API"         "bash tests/openapi/check.sh" bash tests/openapi/check.sh
  check_part "console"     "npm run check --prefix web" npm run check --prefix web
  check_part "cppcheck"    "an entry in tools/dev/cppcheck.txt says why a finding is none" check_cppcheck
  check_part "clang-tidy"  ".clang-tidy lists what is looked for" check_clang_tidy "$all"
  echo
  if [ "$unread" -gt 0 ]; then echo "clang-tidy left out $unread of the files that changed: ./dev check --all reads them"; fi
  if [ "${#unclean[@]}" -gt 0 ]; then echo "not clean: ${unclean[*]}"; return 1; fi
  echo "all clean"
}

check_part() { step "check: $1" "${@:2}" || unclean+=("$1"); }

cpp_files() { git ls-files --cached --others --exclude-standard -- '*.cpp' '*.h' | while read -r file; do [ ! -e "$file" ] || echo "$file"; done; }
check_format() { cpp_files | xargs clang-format --dry-run -Werror; }

check_cppcheck() {
  cppcheck --quiet --std=c++20 --enable=warning,portability --inline-suppr --error-exitcode=1 -I . -j "$(nproc)" \
    --suppressions-list=tools/dev/cppcheck.txt base trust schema/runtime server agent signer prove cli verify tools/schemagen tools/tidy tools/embed tools/bench
}

most_tidied=40  # without --all: each takes seconds

# The generated headers that the files include are made by a build of all programs.
check_clang_tidy() {
  local files base
  base="$(git rev-parse --quiet --verify HEAD~1 || git hash-object -t tree /dev/null)"
  if [ "$1" = yes ]; then mapfile -t files < <(cpp_files | grep '\.cpp$')
  else mapfile -t files < <(git diff --name-only --diff-filter=d "$base" -- '*.cpp'); fi
  # Only what this configuration compiles: fuzz targets need another compiler.
  mapfile -t files < <(printf '%s\n' "${files[@]}" | grep -v '^tests/fuzz/')
  if [ "$1" = no ] && [ "${#files[@]}" -gt "$most_tidied" ]; then
    unread=$((${#files[@]} - most_tidied))
    files=("${files[@]:0:most_tidied}")
  fi
  [ -n "${files[*]}" ] || return 0
  ninja -C "$build_folder" || return 1
  printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-19 --quiet -p "$build_folder"
}
