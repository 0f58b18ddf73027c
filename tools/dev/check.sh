# ./dev check: house rules, format, linters, types. Each part says what it found; all parts run.
dev_check() {
  install_packages build check
  configure
  build_console
  build_programs tidy
  local bad=0
  echo "house rules";  "$build_folder/tools/tidy" "$root" || bad=1
  echo "shell";        shellcheck -x dev tools/dev/*.sh tests/*/*.sh .ci/run || bad=1
  echo "API";          bash tests/openapi/check.sh || bad=1
  echo "console";      npm run check --prefix web || bad=1
  echo "cppcheck";     cppcheck --quiet --std=c++20 --enable=warning,portability --inline-suppr --error-exitcode=1 -I . -j "$(nproc)" \
                         --suppress=internalAstError --suppress=syntaxError --suppress=unknownMacro base server agent cli tools || bad=1
  echo "clang-tidy";   mapfile -t changed < <(git diff --name-only --diff-filter=d HEAD~1 -- '*.cpp' | head -40)
  [ "${#changed[@]}" = 0 ] || clang-tidy --quiet -p "$build_folder" "${changed[@]}" || bad=1
  return "$bad"
}
