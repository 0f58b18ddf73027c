# ./dev new collector|channel|module|report NAME: a skeleton that builds, with a test to be written.
dev_new() {
  local kind="${1:-}" name="${2:-}"
  if [ $# -ne 2 ] || ! [[ "$name" =~ ^[a-z][a-z0-9_]*$ ]]; then
    echo "usage: ./dev new collector|channel|module|report NAME   (NAME: a-z, 0-9 and _)" >&2; return 2
  fi
  [ -d "tools/dev/skeletons/$kind" ] || { echo "dev new: there is no skeleton '$kind'; there are: $(ls -m tools/dev/skeletons)" >&2; return 2; }
  # Reports live in one room, which the first of them brings.
  if [ "$kind" = report ] && [ ! -d server/modules/reporting ]; then write_module reporting; fi
  if [ "$kind" = module ]; then write_module "$name"; else write_skeleton "$kind" "$name"; fi
}

write_module() {
  write_skeleton module "$1"
  echo "$1" >> server/modules/order.txt
  sed -i "s|^server/app  .*|$(printf '%-29s %s' "server/modules/$1" "say here in a few words what it is for")\n&|" ARCHITECTURE.md
  echo "Put $1 where it belongs on the road in server/modules/order.txt, and say on the map in ARCHITECTURE.md what it is for."
}

write_skeleton() {
  local kind="$1" name="$2" pascal source target targets=() sources
  pascal="$(sed -E 's/(^|_)([a-z0-9])/\U\2/g' <<<"$name")"
  mapfile -t sources < <(find "tools/dev/skeletons/$kind" -type f | sort)
  for source in "${sources[@]}"; do
    target="${source#tools/dev/skeletons/"$kind"/}"; target="${target//NAME/$name}"; target="${target%.in}"
    [ ! -e "$target" ] || { echo "dev new: $target exists already" >&2; return 1; }
    targets+=("$target")
  done
  for source in "${!sources[@]}"; do
    mkdir -p "$(dirname "${targets[source]}")"
    sed "s/@name@/$name/g; s/@Name@/$pascal/g" "${sources[source]}" > "${targets[source]}"
    echo "  ${targets[source]}"
  done
  mapfile -t sources < <(printf '%s\n' "${targets[@]}" | grep -E '\.(cpp|h)$')
  if command -v clang-format >/dev/null; then clang-format -i "${sources[@]}"; fi
}
