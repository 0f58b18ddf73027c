#include "server/platform/access/own_lists.h"

namespace steward::access {

namespace {
using filter::Cell;
using filter::Kind;

constexpr filter::Field session_fields[] = {
    {"address", ""}, {"program", ""}, {"created", "", Kind::Time}, {"used", "", Kind::Time}, {"current", "", Kind::Boolean}};
constexpr filter::Field token_fields[] = {
    {"name", ""}, {"created", "", Kind::Time}, {"expires", "", Kind::Time}, {"used", "", Kind::Time}, {"revoked", "", Kind::Boolean}};
constexpr size_t session_text[] = {0, 1}, token_text[] = {0};

Cell moment(int64_t unix_ms) { return unix_ms > 0 ? Cell{unix_ms} : Cell{}; }

Cell session_cell(const v1::SessionEntry& session, size_t field) {
    switch (field) {
        case 0:
            return std::string_view(session.address());
        case 1:
            return std::string_view(session.user_agent());
        case 2:
            return moment(session.created_at_unix_ms());
        case 3:
            return moment(session.last_used_at_unix_ms());
        default:
            return session.current();
    }
}

Cell token_cell(const v1::Token& token, size_t field) {
    switch (field) {
        case 0:
            return std::string_view(token.name());
        case 1:
            return moment(token.created_at_unix_ms());
        case 2:
            return moment(token.expires_at_unix_ms());
        case 3:
            return moment(token.last_used_at_unix_ms());
        default:
            return token.revoked();
    }
}
}  // namespace

const filter::Shape<v1::SessionEntry>& sessions_shape() {
    static constexpr filter::Shape<v1::SessionEntry> shape = {session_fields, session_text, "-used", session_cell,
                                                              [](const v1::SessionEntry& session) { return session.session_id(); }};
    return shape;
}

const filter::Shape<v1::Token>& tokens_shape() {
    static constexpr filter::Shape<v1::Token> shape = {token_fields, token_text, "-created", token_cell,
                                                       [](const v1::Token& token) { return token.token_id(); }};
    return shape;
}

}  // namespace steward::access
