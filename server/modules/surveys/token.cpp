#include "server/modules/surveys/token.h"

#include <sodium.h>

#include <algorithm>

#include "base/signing.h"

namespace steward::surveys {

namespace {
constexpr size_t id_size = 16, time_size = 4, mac_size = 16, token_length = 48;
static_assert(survey_key_size == crypto_auth_hmacsha256_KEYBYTES);

Bytes survey_mac(const Bytes& key, ByteView signed_part) {
    const Bytes message = pae("surveys.answer", signed_part);
    Bytes mac(crypto_auth_hmacsha256_BYTES);
    crypto_auth_hmacsha256(mac.data(), message.data(), message.size(), key.data());
    mac.resize(mac_size);
    return mac;
}
}  // namespace

std::string make_survey_token(const Bytes& key, SurveyId survey, Instant expires_at) {
    Bytes token(survey.raw().bytes.begin(), survey.raw().bytes.end());
    const auto minutes = static_cast<uint32_t>(expires_at.unix_ms / 60'000);
    for (int shift = 24; shift >= 0; shift -= 8) token.push_back(static_cast<uint8_t>(minutes >> shift));
    const Bytes mac = survey_mac(key, token);
    token.insert(token.end(), mac.begin(), mac.end());
    return to_base64url(token);
}

std::optional<SurveyId> read_survey_token(const Bytes& key, std::string_view token, Instant now) {
    if (token.size() != token_length || key.size() != survey_key_size) return std::nullopt;
    const auto bytes = from_base64url(token);
    if (!bytes || bytes->size() != id_size + time_size + mac_size) return std::nullopt;
    const ByteView all(*bytes);
    const ByteView signed_part = all.first(id_size + time_size);
    if (!equal_in_constant_time(survey_mac(key, signed_part), all.last(mac_size))) return std::nullopt;
    int64_t minutes = 0;
    for (size_t i = id_size; i < id_size + time_size; ++i) minutes = (minutes << 8) | all[i];
    if (now.unix_ms / 60'000 >= minutes) return std::nullopt;
    RawId raw;
    std::copy_n(all.begin(), id_size, raw.bytes.begin());
    return SurveyId(raw);
}

}  // namespace steward::surveys
