// The options of `steward-verify`, for who mistypes one.
#pragma once

#include <string>

namespace steward::verify {

/// The option that shares most letters with `word`, from the beginning on: "--prof" is near "--proofs". Any thread.
std::string nearest_option(const std::string& word);

}  // namespace steward::verify
