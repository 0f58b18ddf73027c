// Steps of a call about what is asked: path, query and body into the request message.
#include <sodium.h>

#include <algorithm>

#include "base/bytes.h"
#include "schema/runtime/field_values.h"
#include "schema/runtime/json_parser.h"
#include "schema/runtime/json_writer.h"
#include "server/platform/http/call_run.h"
#include "server/platform/http/query.h"

namespace steward::http {

namespace {
constexpr int32_t largest_page = 1000;
constexpr size_t longest_key = 200;

bool is_type(std::string_view content_type, std::string_view type) {
    return same_name(content_type.substr(0, std::min(content_type.find(';'), content_type.size())), type);
}

bool is_json(std::string_view content_type) {
    return is_type(content_type, "application/json") || is_type(content_type, "application/merge-patch+json");
}

// What makes a request the same request, its secrets too. Only the gate's keyed form of it is ever kept: from a plain digest a password
// could be guessed.
std::string digest_of(const std::string& method, const google::protobuf::Message& message) {
    const std::string text = method + "\n" + to_json(message, {});
    Bytes digest(crypto_hash_sha256_BYTES);
    crypto_hash_sha256(digest.data(), reinterpret_cast<const uint8_t*>(text.data()), text.size());
    return to_hex(digest);
}
}  // namespace

Status CallRun::parse(const std::vector<std::string_view>& path_values) {
    message_.reset(method_.prototype->New());
    STEWARD_TRY(QueryPairs pairs, parse_query(request_.query()));
    as_csv_ = method_.rows && request_.header("Accept").find("text/csv") != std::string_view::npos;
    if (method_.rows) {
        std::erase_if(pairs, [&](const auto& pair) {
            if (pair.first != "format" || (pair.second != "csv" && pair.second != "json")) return false;
            as_csv_ = pair.second == "csv";
            return true;
        });
    }
    const bool is_bytes = method_.content && is_type(request_.header("Content-Type"), "application/octet-stream");
    if (is_bytes) {
        STEWARD_CHECK(apply_query(pairs, *message_));
        message_->GetReflection()->SetString(message_.get(), method_.content->field, request_.body);
    } else if (method_.has_body()) {
        if (!pairs.empty())
            return bad_field("/" + pointer_part(pairs.front().first), "This method takes its fields in the body, not behind '?'.");
        STEWARD_CHECK(parse_body());
    } else {
        STEWARD_CHECK(apply_query(pairs, *message_));
    }
    const auto& reflection = *message_->GetReflection();
    for (size_t i = 0; i < method_.path_fields.size(); ++i) {
        const FieldPlan& field = *method_.path_fields[i];
        const std::string given = reflection.GetString(*message_, field.field);
        if (!given.empty() && given != path_values[i])
            return bad_field("/" + std::string(field.name()), "This differs from the address, where it stands too.");
        if (Refusal why = put_from_address({message_.get(), &field}, path_values[i]); !why.empty())
            return bad_field("/" + std::string(field.name()), why);
    }
    STEWARD_CHECK(check_page_size());
    return read_idempotency_key();
}

Status CallRun::parse_body() {
    if (request_.body.empty()) return {};
    if (!is_json(request_.header("Content-Type"))) {
        return fail(ErrorKind::Invalid, "request.content_type", "The body must be JSON: send it with Content-Type: application/json.");
    }
    STEWARD_TRY(given_, parse_json(request_.body, *message_, method_.verb == "PATCH" ? JsonPurpose::Change : JsonPurpose::Plain));
    return {};
}

Status CallRun::check_page_size() {
    if (!method_.page_size) return {};
    const auto& reflection = *message_->GetReflection();
    const int32_t size = reflection.GetInt32(*message_, method_.page_size->field);
    if (size < 0) return bad_field("/page_size", "A page cannot have fewer than no rows.");
    if (size > largest_page || as_csv_) reflection.SetInt32(message_.get(), method_.page_size->field, largest_page);
    return {};
}

Status CallRun::read_idempotency_key() {
    if (method_.rule.repeat() != KEYED) return {};
    const std::string_view key = request_.header("Idempotency-Key");
    if (key.empty()) return {};
    const bool plain = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (key.size() > longest_key || !plain)
        return fail(ErrorKind::Invalid, "request.key", "An Idempotency-Key is at most 200 visible ASCII characters. Use a random id.");
    idempotency_key_ = key;
    request_digest_ = digest_of(method_.name, *message_);
    return {};
}

}  // namespace steward::http
