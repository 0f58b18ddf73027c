#!/bin/sh
# compile_story.sh CCACHE|env CLANG GCC ARGUMENT...: what CMake would have GCC compile, compiled by clang (rooms.cmake says what for).
ccache="$1" clang="$2"
shift 3
exec "$ccache" "$clang" "$@"
