#include "server/platform/access/own_lists.h"

namespace steward::access {

namespace {
using filter::Cell;
using filter::Kind;

constexpr filter::Field session_fields[] = {
    {"address", ""}, {"program", ""}, {"created", "", Kind::Time}, {"used", "", Kind::Time}, {"current", "", Kind::Boolean}};
constexpr filter::Field token_fields[] = {
    {"name", ""}, {"created", "", Kind::Time}, {"expires", "", Kind::Time}, {"used", "", Kind::Time}, {"revoked", "", Kind::Boolean}};
constexpr filter::Field passkey_fields[] = {
    {"name", ""}, {"created", "", Kind::Time}, {"used", "", Kind::Time}, {"synced", "", Kind::Boolean}};
constexpr filter::Field identity_fields[] = {{"provider", ""}, {"email", ""}, {"created", "", Kind::Time}, {"used", "", Kind::Time}};
constexpr filter::Field provider_fields[] = {{"name", ""},
                                             {"issuer", ""},
                                             {"application", ""},
                                             {"client", ""},
                                             {"private", "", Kind::Boolean},
                                             {"enabled", "", Kind::Boolean},
                                             {"identities", "", Kind::Number}};
constexpr size_t identity_text[] = {0, 1}, provider_text[] = {0, 1, 2};
constexpr size_t session_text[] = {0, 1}, token_text[] = {0}, passkey_text[] = {0};

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

Cell passkey_cell(const v1::Passkey& passkey, size_t field) {
    switch (field) {
        case 0:
            return std::string_view(passkey.name());
        case 1:
            return moment(passkey.created_at_unix_ms());
        case 2:
            return moment(passkey.last_used_at_unix_ms());
        default:
            return passkey.backed_up();
    }
}

Cell identity_cell(const v1::Identity& identity, size_t field) {
    switch (field) {
        case 0:
            return std::string_view(identity.provider_name());
        case 1:
            return std::string_view(identity.email());
        case 2:
            return moment(identity.created_at_unix_ms());
        default:
            return moment(identity.last_used_at_unix_ms());
    }
}

Cell provider_cell(const v1::Provider& provider, size_t field) {
    switch (field) {
        case 0:
            return std::string_view(provider.name());
        case 1:
            return std::string_view(provider.issuer());
        case 2:
            return std::string_view(provider.application_id());
        case 3:
            return std::string_view(provider.for_client_id());
        case 4:
            return provider.allow_private_network();
        case 5:
            return provider.enabled();
        default:
            return int64_t{provider.identities()};
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

const filter::Shape<v1::Identity>& identities_shape() {
    static constexpr filter::Shape<v1::Identity> shape = {identity_fields, identity_text, "-created", identity_cell,
                                                          [](const v1::Identity& identity) { return identity.identity_id(); }};
    return shape;
}

const filter::Shape<v1::Provider>& providers_shape() {
    static constexpr filter::Shape<v1::Provider> shape = {provider_fields, provider_text, "name", provider_cell,
                                                          [](const v1::Provider& provider) { return provider.provider_id(); }};
    return shape;
}

const filter::Shape<v1::Passkey>& passkeys_shape() {
    static constexpr filter::Shape<v1::Passkey> shape = {passkey_fields, passkey_text, "-created", passkey_cell,
                                                         [](const v1::Passkey& passkey) { return passkey.passkey_id(); }};
    return shape;
}

}  // namespace steward::access
