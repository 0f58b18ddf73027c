#include "server/app/log.h"

namespace steward::app {

std::string log_value(std::string_view text) {
    const bool plain = !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:/+@,%") ==
                                            std::string_view::npos;
    if (plain) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') (quoted += '\\', quoted += c);
        else if (c == '\n') quoted += "\\n";
        else if (byte < 0x20 || byte == 0x7F)
            (quoted += "\\x", quoted += "0123456789abcdef"[byte >> 4], quoted += "0123456789abcdef"[byte & 15]);
        else quoted += c;
    }
    return quoted + "\"";
}

void Log::failure(std::string_view room, std::string_view step, const Error& error) {
    line("error", room, step, {{"code", error.code}, {"reason", error.message}, {"cause", error.cause}});
}

std::function<void(std::string_view)> Log::for_room(std::string room) {
    return [this, room = std::move(room)](std::string_view text) { info(room, text); };
}

void Log::line(std::string_view level, std::string_view room, std::string_view text, Pairs pairs) {
    std::string whole =
        "at=" + to_rfc3339(clock_.now()) + " level=" + std::string(level) + " room=" + std::string(room) + " text=" + log_value(text);
    for (const auto& [key, value] : pairs) {
        if (!value.empty()) whole += " " + std::string(key) + "=" + log_value(value);
    }
    whole += '\n';
    const std::lock_guard held(mutex_);
    std::fwrite(whole.data(), 1, whole.size(), out_);
    std::fflush(out_);
}

}  // namespace steward::app
