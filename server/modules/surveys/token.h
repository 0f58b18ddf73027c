// The word in a survey's links: signed, bound to one survey, good until it expires.
//
// base64url of: survey id (16 bytes) ‖ expiry as unix minutes (4 bytes, big-endian) ‖ the first 16 bytes of HMAC-SHA256 of
// both under the installation's key, named as design/trust.md 4.1.2 asks. Nothing of it is stored. It is good for one answer:
// that the survey was answered stands in its row.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "server/modules/surveys/surveys.h"

namespace steward::surveys {

inline constexpr size_t survey_key_size = 32;
inline constexpr Duration survey_token_life = std::chrono::days(30);

std::string make_survey_token(const Bytes& key, SurveyId survey, Instant expires_at);

/// The survey of a token that we signed and that is still good; nothing for any other text.
std::optional<SurveyId> read_survey_token(const Bytes& key, std::string_view token, Instant now);

}  // namespace steward::surveys
