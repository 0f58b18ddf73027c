// Names of roles, classes and keys.
#include "signer/shown.h"

namespace steward::signer {

namespace {
struct Named {
    unsigned bit;
    std::string_view word;
};
constexpr Named roles_by_bit[] = {{1, "roster"}, {2, "job"},      {4, "policy"}, {8, "recovery"},
                                  {16, "fresh"}, {32, "consent"}, {64, "stop"},  {128, "enrol"}};
constexpr std::string_view class_words[] = {"",           "script",       "patch",    "reboot",  "account",     "restore-test",
                                            "file",       "agent-config", "software", "service", "interactive", "uninstall",
                                            "collection", "vault"};

void add(std::string& list, std::string_view word) { list.append(list.empty() ? "" : ", ").append(word); }
}  // namespace

std::string words_of_roles(uint8_t roles) {
    std::string list;
    for (const auto& [bit, word] : roles_by_bit)
        if ((roles & bit) != 0) add(list, word);
    return list.empty() ? "nothing" : list;
}

std::string_view word_of(trust::JobClass job_class) {
    const auto number = static_cast<size_t>(job_class);
    return number < std::size(class_words) ? class_words[number] : "unknown";
}

std::string words_of_classes(const trust::ClassSet& classes) {
    std::string list;
    unsigned count = 0;
    for (uint8_t number = 1; number <= trust::last_job_class; ++number) {
        if (!classes.has(static_cast<trust::JobClass>(number))) continue;
        add(list, class_words[number]);
        ++count;
    }
    if (count == trust::last_job_class) return "every class";
    return list.empty() ? "no class" : list;
}

std::string short_hex(ByteView bytes) { return to_hex(bytes.first(std::min<size_t>(4, bytes.size()))); }

std::string words_of(const trust::KeyRecord& key) {
    return "key " + short_hex(key.id) + " of " + key.holder + ": " + words_of_roles(key.roles) + "; " + words_of_classes(key.classes) +
           "; " + (key.clients.all ? "every client" : std::to_string(key.clients.list.size()) + " clients") + "; until " +
           to_rfc3339(key.not_after).substr(0, 10);
}

}  // namespace steward::signer
