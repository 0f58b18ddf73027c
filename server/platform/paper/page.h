// A document as a web page that needs nothing else, to be read and printed. Pure.
#pragma once

#include "server/platform/paper/document.h"

namespace steward::paper {

std::string page_of(const Document& document);

}  // namespace steward::paper
