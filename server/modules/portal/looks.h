// A portal's look as answers carry it, for whoever is signed in and for whoever is not yet.
#pragma once

#include "server/modules/portal/address.h"
#include "server/modules/portal/colors.h"
#include "server/modules/portal/store.h"
#include "steward/portal/v1/portal.pb.h"

namespace steward::portal {

void put_theme(Color chosen, Theme theme, v1::ThemeColors& message);

/// The client's own, and the provider's where it has none.
Contact contact_of(const LookRow& look, const DefaultsRow& defaults);

template <typename Message>
void put_contact(const Contact& contact, Message& message) {
    message.set_contact_phone(contact.phone);
    message.set_contact_email(contact.email);
    message.set_contact_note(contact.note);
}

template <typename Message>
void put_look(const LookRow& look, Message& message) {
    if (const auto chosen = parse_color(look.color)) {
        put_theme(*chosen, Theme::Light, *message.mutable_light());
        put_theme(*chosen, Theme::Dark, *message.mutable_dark());
    }
    if (!look.logo_digest.empty()) message.set_logo_url("/portal-logos/" + look.logo_digest);
}

}  // namespace steward::portal
