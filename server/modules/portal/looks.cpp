#include "server/modules/portal/looks.h"

namespace steward::portal {

namespace {
const std::string& own_or(const std::string& own, const std::string& otherwise) { return own.empty() ? otherwise : own; }
}  // namespace

void put_theme(Color chosen, Theme theme, v1::ThemeColors& message) {
    const ThemeLook look = look_of(chosen, theme);
    message.set_accent(color_text(look.accent));
    message.set_accent_ink(color_text(look.accent_ink));
    message.set_bar(color_text(look.bar));
    message.set_bar_ink(color_text(look.bar_ink));
    message.set_contrast(look.contrast);
    message.set_corrected(look.corrected);
}

Contact contact_of(const LookRow& look, const DefaultsRow& defaults) {
    const Contact &own = look.contact, &provider = defaults.contact;
    return {own_or(own.phone, provider.phone), own_or(own.email, provider.email), own_or(own.note, provider.note)};
}

}  // namespace steward::portal
