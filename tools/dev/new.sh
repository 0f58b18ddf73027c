# ./dev new collector|channel|module|report NAME: a skeleton that builds, with a test to be written.
dev_new() {
  local kind="${1:-}" name="${2:-}"
  [[ "$name" =~ ^[a-z][a-z0-9_]*$ ]] || { echo "usage: ./dev new collector|channel|module|report NAME   (NAME: a-z, 0-9 and _)" >&2; return 2; }
  [ -d "tools/dev/skeletons/$kind" ] || { echo "dev new: there is no skeleton '$kind'" >&2; return 2; }
  local pascal; pascal="$(sed -E 's/(^|_)([a-z])/\U\2/g' <<<"$name")"
  local source target
  while IFS= read -r source; do
    target="${source#tools/dev/skeletons/"$kind"/}"; target="${target//NAME/$name}"; target="${target%.in}"
    [ -e "$target" ] && { echo "dev new: $target exists already" >&2; return 1; }
    mkdir -p "$(dirname "$target")"
    sed "s/@name@/$name/g; s/@Name@/$pascal/g" "$source" > "$target"
    echo "  $target"
  done < <(find "tools/dev/skeletons/$kind" -type f | sort)
  if [ "$kind" = module ]; then
    echo "$name" >> server/modules/order.txt
    echo "Put $name where it belongs on the road in server/modules/order.txt, and its line on the map in ARCHITECTURE.md."
  fi
}
