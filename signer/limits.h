// What a machine allows, as the signer's command line takes it and shows it: in the words of `steward-agent limits`.
#pragma once

#include "base/arguments.h"
#include "signer/cards.h"

namespace steward::signer {

/// `allowed`: classes that --preset or --allow named. Failure: Invalid "cli.usage" with the option that is not understood.
Result<trust::LocalLimits> limits_of(const Arguments& asked, trust::ClassSet allowed);
/// Whether there is such a zone here: in one that a machine does not know, everything that is bound to it is refused there.
bool is_zone(const std::string& name);
/// A line for each that is another than a machine has by itself; `few` and `many` always.
std::vector<std::string> words_of(const trust::LocalLimits& limits);
/// What these limits allow that others do not.
std::vector<std::string> unusual_in(const trust::LocalLimits& limits);

/// A verifier key as an export of the log names its witnesses, or a machine by its card. Failure: Invalid "cli.usage", NotFound
/// "card.unknown".
Result<trust::Digest> witness_of(const std::string& text, const Cards& cards);

}  // namespace steward::signer
