#!/bin/sh
# compile_story.sh CCACHE|env CLANG HEADERS|none GCC ARGUMENT...: what CMake would have GCC compile, compiled by clang (rooms.cmake says what
# for), with HEADERS read before; but for files that are optimised (-O1), as headers that are not do not fit them.
ccache="$1" clang="$2" headers="$3"
shift 4
case " $* " in *" -O1 "*) headers=none ;; esac
[ "$headers" = none ] || set -- -include-pch "$headers" "$@"
exec "$ccache" "$clang" "$@"
