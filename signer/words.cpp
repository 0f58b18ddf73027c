// Names of roles, classes and keys.
#include <ctime>

#include "base/counted.h"
#include "base/id.h"
#include "signer/shown.h"
#include "trust/class_name.h"

namespace steward::signer {

namespace {
struct Named {
    unsigned bit;
    std::string_view word;
};
constexpr Named roles_by_bit[] = {{1, "roster"}, {2, "job"},      {4, "policy"}, {8, "recovery"},
                                  {16, "fresh"}, {32, "consent"}, {64, "stop"},  {128, "enrol"}};
void add(std::string& list, std::string_view word) { list.append(list.empty() ? "" : ", ").append(word); }
}  // namespace

std::string words_of_roles(uint8_t roles) {
    std::string list;
    for (const auto& [bit, word] : roles_by_bit)
        if ((roles & bit) != 0) add(list, word);
    return list.empty() ? "nothing" : list;
}

std::string_view word_of(trust::JobClass job_class) {
    const std::string_view name = trust::class_name(job_class);
    return name.empty() ? "unknown" : name;
}

std::string words_of_classes(const trust::ClassSet& classes) {
    std::string list;
    unsigned count = 0;
    for (uint8_t number = 1; number <= trust::last_job_class; ++number) {
        const auto job_class = static_cast<trust::JobClass>(number);
        if (!classes.has(job_class)) continue;
        add(list, trust::class_name(job_class));
        ++count;
    }
    if (count == trust::last_job_class) return "every class";
    return list.empty() ? "no class" : list;
}

std::string short_hex(ByteView bytes) { return to_hex(bytes.first(std::min<size_t>(4, bytes.size()))); }

std::string words_of_client(const trust::ShortId& client, const Around& around) {
    return around.clients() ? around.clients()->words_of(client) : to_text(RawId{client});
}

namespace {
std::string words_of_clients(const trust::ClientSet& clients) {
    if (clients.all) return "every client";
    std::string list;
    for (const auto& client : clients.list) add(list, to_text(RawId{client}));
    return list.empty() ? "no client" : (clients.list.size() == 1 ? "the client " : "the clients ") + list;
}
std::string words_of_assurance(trust::Assurance assurance) {
    switch (assurance) {
        case trust::Assurance::Browser:
            return "of a browser";
        case trust::Assurance::Software:
            return "in a file";
        case trust::Assurance::Hardware:
            return "in a security key";
    }
    return "kept nobody knows where";
}
}  // namespace

// Whole: of a part of an id, another key could be made that begins with the same.
std::string words_of(const trust::KeyRecord& key) {
    return "key " + to_hex(key.id) + " of " + key.holder + ", " + words_of_assurance(key.assurance) + ": " + words_of_roles(key.roles) +
           "; " + words_of_classes(key.classes) + "; " + words_of_clients(key.clients) + "; until " +
           to_rfc3339(key.not_after).substr(0, 10) +
           (key.vault_key.empty() ? std::string() : "; what is sealed for its holder is sealed to " + to_hex(key.vault_key));
}

std::vector<std::string> words_of_ends(const trust::RosterRules& rules, Instant now) {
    constexpr Duration soon = std::chrono::hours(24) * 60;
    std::vector<std::string> sentences;
    const auto look = [&](const trust::KeyRecord& key, const std::string& what, const std::string& renewed_by) {
        if (key.not_after > now + soon) return;
        sentences.push_back("the " + what + " " + short_hex(key.id) + " of " + plain(key.holder) +
                            (key.not_after <= now ? " ended on " : " ends on ") + to_rfc3339(key.not_after).substr(0, 10) + ": `" +
                            renewed_by + "` renews it, with a new card");
    };
    for (const auto& key : rules.recovery.keys) look(key, "recovery key", "steward-sign recovery-keys");
    for (const auto& key : rules.keys) look(key, "key", "steward-sign update");
    return sentences;
}

std::string words_of(const trust::RunLimits& limits) {
    std::string text = "as " + (limits.user.empty() ? std::string("root") : limits.user);
    static constexpr std::string_view networks[] = {"without a network", "with the site's network", "with any network"};
    text.append(", ").append(networks[std::min<size_t>(2, static_cast<size_t>(limits.network))]);
    text += limits.timeout_s == 0 ? ", no time limit of its own" : ", at most " + std::to_string(limits.timeout_s) + " s";
    if (limits.memory_bytes > 0) text += ", " + std::to_string(limits.memory_bytes >> 20) + " MiB of memory";
    if (limits.output_bytes > 0) text += ", " + std::to_string(limits.output_bytes >> 10) + " KiB of output";
    return text;
}

namespace {
std::tm wall(Instant at) {
    const auto seconds = static_cast<std::time_t>(at.unix_ms / 1000);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    return parts;
}
}  // namespace

std::string when_here(Instant at) {
    const std::tm parts = wall(at);
    char text[64];
    if (std::strftime(text, sizeof text, "%a %d %b %Y %H:%M %Z", &parts) == 0) return to_rfc3339(at);
    return std::string(text) + " (" + to_rfc3339(at).substr(0, 16) + "Z)";
}

std::string words_until(Instant at, Instant now) {
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(at - now).count();
    if (minutes <= 0) return "now";
    if (minutes < 120) return "in " + counted(static_cast<uint64_t>(minutes), "minute");
    if (minutes < 48 * 60) return "in " + counted(static_cast<uint64_t>(minutes / 60), "hour");
    return "in " + counted(static_cast<uint64_t>(minutes / (24 * 60)), "day");
}

bool is_by_day(Instant at) {
    const int hour = wall(at).tm_hour;
    return hour >= 7 && hour < 19;
}

}  // namespace steward::signer
