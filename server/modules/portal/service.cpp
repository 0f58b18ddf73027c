#include "server/modules/portal/service.h"

#include <algorithm>

#include "server/modules/portal/image.h"
#include "server/modules/portal/looks.h"
#include "server/platform/access/secrets.h"

namespace steward::portal {

namespace {
Status etag_holds(const Call& call, int64_t revision) {
    if (call.is_as_seen(revision)) return {};
    return fail(ErrorKind::StaleEtag, "portal.changed_meanwhile",
                "Somebody else changed this meanwhile. Load it again and repeat your change.");
}

Result<std::string> one_line(const std::string& pointer, std::string_view text, size_t most) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    if (text.size() > most) return bad_field(pointer, "Too long: at most " + std::to_string(most) + " bytes.");
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
        return bad_field(pointer, "One line of ordinary characters, please.");
    return std::string(text);
}

// It becomes a link by which a telephone dials.
Result<std::string> phone_number(std::string_view text) {
    STEWARD_TRY(auto number, one_line("/contact_phone", text, 40));
    const auto fits = [](char c) { return (c >= '0' && c <= '9') || std::string_view("+()-./ ").find(c) != std::string_view::npos; };
    if (!std::all_of(number.begin(), number.end(), fits)) return bad_field("/contact_phone", "Digits, spaces and + ( ) - . / only.");
    return number;
}

Result<std::string> mail_address(std::string_view text) {
    STEWARD_TRY(auto address, one_line("/contact_email", text, 200));
    const bool plain = address.find_first_of(" <>\"'?&,;:\\") == std::string::npos;
    const size_t at = address.find('@');
    const bool whole = at != std::string::npos && at > 0 && at + 1 < address.size() && address.find('@', at + 1) == std::string::npos;
    if (!address.empty() && (!plain || !whole)) return bad_field("/contact_email", "An address like help@example.net, or nothing.");
    return address;
}

template <typename Request>
Status take_contact(const Request& request, Contact& contact) {
    if (request.has_contact_phone()) {
        STEWARD_TRY(contact.phone, phone_number(request.contact_phone()));
    }
    if (request.has_contact_email()) {
        STEWARD_TRY(contact.email, mail_address(request.contact_email()));
    }
    if (request.has_contact_note()) {
        STEWARD_TRY(contact.note, one_line("/contact_note", request.contact_note(), 200));
    }
    return {};
}

Result<Color> wanted_color(std::string_view text) {
    if (const auto color = parse_color(text)) return *color;
    return bad_field("/color", "A colour like #1d57d8, or nothing for the product's own.");
}

Result<std::string> wanted_address(Transaction& transaction, ClientId client, const std::string& text) {
    if (text.empty()) return std::string();
    if (!is_address(text))
        return bad_field("/address", "3 to 40 of a to z, 0 to 9 and hyphens, and not the name of one of the portal's own pages.");
    STEWARD_TRY(const auto other, look_at_address(transaction, text));
    if (other && other->client != client) return bad_field("/address", "Another portal has this address.");
    return text;
}

Result<std::string> wanted_host(Transaction& transaction, ClientId client, const std::string& text, std::string_view own) {
    if (text.empty()) return std::string();
    if (!is_host(text))
        return bad_field("/host", "A name like support.example.com, in small letters, without https:// and without a port.");
    if (text == own) return bad_field("/host", "This is the provider's own name: everybody signs in there.");
    STEWARD_TRY(const auto other, look_at_host(transaction, text));
    if (other && other->client != client) return bad_field("/host", "Another portal has this name.");
    return text;
}

void sign(Call& call, LookRow& look) {
    look.changed_at = call.now();
    look.changed_by = call.caller().name;
    call.set_audit_subject(look.client.text());
}
}  // namespace

Result<v1::Portal> Service::answer(Call& call, Transaction& transaction, const LookRow& look) const {
    STEWARD_TRY(const auto defaults, load_defaults(transaction));
    v1::Portal message;
    message.set_client_id(look.client.text());
    message.set_client_name(directory_.client_name(look.client));
    message.set_zone(directory_.client_zone(look.client));
    message.set_color(look.color);
    message.set_address(look.address);
    message.set_host(look.host);
    put_look(look, message);
    put_contact(contact_of(look, defaults), message);
    if (!call.caller().client_side) put_contact(look.contact, *message.mutable_own());
    message.set_etag(std::to_string(look.revision));
    if (call.caller().may("client.write")) message.add_allowed_actions("edit");
    if (call.caller().client_side) {
        STEWARD_TRY(const auto person, person_of(transaction, look.client, call.caller().account));
        if (!person.is_nil()) message.set_person_id(person.text());
        STEWARD_TRY(const auto limit, approval_limit_of(transaction, look.client, person));
        message.set_approval_limit_minor(limit.minor);
        message.set_approval_limit_currency(limit.currency);
    }
    return message;
}

Result<v1::Portal> Service::get_portal(Call& call, const v1::GetPortalRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto look, load_look(*transaction, call.client()));
    return answer(call, *transaction, look);
}

Result<v1::Portal> Service::update_portal(Call& call, const v1::UpdatePortalRequest& request) {
    std::optional<Color> color;
    if (!request.color().empty()) {
        STEWARD_TRY(color, wanted_color(request.color()));
    }
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto look, load_look(*transaction, call.client()));
    STEWARD_CHECK(etag_holds(call, look.revision));
    STEWARD_CHECK(take_contact(request, look.contact));
    if (request.has_color()) look.color = color ? color_text(*color) : "";
    if (request.has_address()) {
        STEWARD_TRY(look.address, wanted_address(*transaction, look.client, request.address()));
    }
    if (request.has_host()) {
        STEWARD_TRY(look.host, wanted_host(*transaction, look.client, request.host(), host_in(public_address_)));
    }
    sign(call, look);
    STEWARD_CHECK(save_look(*transaction, look));
    return answer(call, *transaction, look);
}

Result<v1::Portal> Service::set_portal_logo(Call& call, const v1::SetPortalLogoRequest& request) {
    const ByteView image = as_bytes(request.image());
    STEWARD_TRY(const auto picture, look_at_picture(image));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto look, load_look(*transaction, call.client()));
    look.logo_type = picture.type;
    look.logo_digest = to_hex(access::sha256(image));
    sign(call, look);
    call.add_audit_detail("picture",
                          std::string(picture.type) + ", " + std::to_string(picture.width) + " x " + std::to_string(picture.height));
    STEWARD_CHECK(save_look(*transaction, look));
    STEWARD_CHECK(save_logo(*transaction, look, Bytes(image.begin(), image.end())));
    return answer(call, *transaction, look);
}

Result<v1::Portal> Service::remove_portal_logo(Call& call, const v1::RemovePortalLogoRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto look, load_look(*transaction, call.client()));
    call.set_audit_subject(look.client.text());
    if (look.logo_digest.empty()) return answer(call, *transaction, look);
    look.logo_type.clear();
    look.logo_digest.clear();
    sign(call, look);
    STEWARD_CHECK(save_look(*transaction, look));
    STEWARD_CHECK(save_logo(*transaction, look, {}));
    return answer(call, *transaction, look);
}

Result<v1::PortalColors> Service::get_portal_colors(Call&, const v1::GetPortalColorsRequest& request) {
    STEWARD_TRY(const Color color, wanted_color(request.color()));
    v1::PortalColors message;
    put_theme(color, Theme::Light, *message.mutable_light());
    put_theme(color, Theme::Dark, *message.mutable_dark());
    return message;
}

namespace {
v1::PortalDefaults defaults_message(const DefaultsRow& defaults) {
    v1::PortalDefaults message;
    put_contact(defaults.contact, message);
    message.set_etag(std::to_string(defaults.revision));
    return message;
}
}  // namespace

Result<v1::PortalDefaults> Service::get_portal_defaults(Call& call, const v1::GetPortalDefaultsRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto defaults, load_defaults(*transaction));
    return defaults_message(defaults);
}

Result<v1::PortalDefaults> Service::update_portal_defaults(Call& call, const v1::UpdatePortalDefaultsRequest& request) {
    // What all clients read is said by those who see all clients.
    if (!call.caller().scope.all)
        return fail(ErrorKind::Forbidden, "portal.not_yours", "This holds for all clients. Somebody who sees all of them can change it.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto defaults, load_defaults(*transaction));
    STEWARD_CHECK(etag_holds(call, defaults.revision));
    STEWARD_CHECK(take_contact(request, defaults.contact));
    STEWARD_CHECK(save_defaults(*transaction, defaults));
    return defaults_message(defaults);
}

}  // namespace steward::portal
