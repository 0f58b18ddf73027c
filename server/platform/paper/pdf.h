// A document as a PDF of A4, with the fonts that it uses in it.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "server/platform/paper/document.h"

namespace steward::paper {

/// The same document is the same bytes, on a machine with the same fonts. On any thread; about 10 ms a sheet.
/// Failure: Unavailable "paper.not_drawn": no font, or no memory.
Result<Bytes> pdf_of(const Document& document);

}  // namespace steward::paper
