#include "server/modules/escalation/door.h"

#include "server/modules/escalation/calendar_text.h"
#include "server/modules/escalation/roster.h"
#include "server/modules/escalation/store_duty.h"
#include "server/platform/access/secrets.h"

namespace steward::escalation {

namespace {
constexpr std::string_view key_name = "acknowledge", key_place = "escalation_keys/acknowledge/sealed";
constexpr size_t longest_secret = 64;
constexpr Duration calendar_back = std::chrono::days(14), calendar_ahead = std::chrono::days(90), calendar_whole = std::chrono::days(400);

// The moment that a version 7 UUID begins with.
Instant made_at(const RawId& id) {
    int64_t unix_ms = 0;
    for (size_t i = 0; i < 6; ++i) unix_ms = (unix_ms << 8) | id.bytes[i];
    return Instant{unix_ms};
}

CalendarEntry entry_of(const ScheduleRow& schedule, const Shift& shift, const Colleagues& colleagues) {
    const std::string layer = schedule.rules.layers(shift.layer).name();
    const std::string name = shift.person.is_nil() ? "NOBODY" : name_of(colleagues, shift.person);
    return {.uid = schedule.id.text() + "-" + std::to_string(shift.layer) + "-" + std::to_string(shift.from.unix_ms) + "@steward",
            .summary = name + " (" + layer + ")",
            .description = "On call: " + schedule.name + ", " + layer + (shift.by_override.is_nil() ? "" : ", takes over"),
            .from = shift.from,
            .until = shift.until};
}
}  // namespace

Status Door::start() {
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto sealed, sealed_key(transaction, key_name));
        if (sealed) {
            STEWARD_TRY(key_, sealing_.open(key_place, *sealed));
            return {};
        }
        key_.assign(ack_key_size, 0);
        rng_.fill(key_);
        STEWARD_TRY(const auto made, sealing_.seal(key_place, key_));
        return insert_key(transaction, key_name, made);
    });
}

std::string Door::page_token(PageId page) const { return make_ack_token(key_, page, made_at(page.raw()) + ack_token_life); }

// Behind the #, so that it stands in no log of a web server or proxy on the way.
std::string Door::acknowledge_address(PageId page) const {
    return public_address_.empty() ? "" : public_address_ + "/acknowledge#" + page_token(page);
}

Result<std::string> Door::why_not_sent(Transaction& transaction, PageId id, Instant now) {
    STEWARD_TRY(const auto page, find_page(transaction, id));
    if (!page) return std::string();
    STEWARD_TRY(const auto run, find_run(transaction, page->run));
    if (!run) return std::string();
    const std::string no_more = "Not sent any more: ";
    if (now - page->sent_at >= ack_token_life) return no_more + "the page is older than a day.";
    if (run->acknowledged_at.is_set() && run->acknowledged_at >= page->sent_at) {
        STEWARD_TRY(const bool waits, escalator_.waits_for_somebody(transaction, *run, *page));
        if (waits || run->is_over()) return no_more + run->acknowledged_by + " took it.";
    }
    return run->is_over() ? no_more + "it is over, or goes by another priority." : std::string();
}

Result<std::pair<PageRow, RunRow>> Door::open_page(Transaction& transaction, std::string_view token, Instant now) const {
    const auto refused = [] {
        return fail(ErrorKind::NotFound, "escalation.bad_link", "This link is not good (any more). Take the work in the console.");
    };
    const auto id = read_ack_token(key_, token, now);
    if (!id) return refused();
    STEWARD_TRY(auto page, find_page(transaction, *id));
    if (!page) return refused();
    STEWARD_TRY(auto run, find_run(transaction, page->run));
    if (!run) return refused();
    return std::pair(std::move(*page), std::move(*run));
}

Result<bool> Door::acknowledge_by_reply(Transaction& transaction, std::string_view text, std::string_view from_address, Instant now) {
    for (const std::string_view token : find_ack_tokens(text)) {
        auto opened = open_page(transaction, token, now);
        if (!opened && opened.error().code == "escalation.bad_link") continue;
        if (!opened) return std::unexpected(std::move(opened.error()));
        STEWARD_TRY(const auto colleague, colleague_of_address(transaction, from_address));
        if (!colleague) return false;
        STEWARD_CHECK(escalator_.acknowledge(transaction, opened->second, {colleague->id, colleague->name}, "reply", now));
        return true;
    }
    return false;
}

Result<std::string> Door::tell_named_person(Transaction& transaction, const ClientNews& news, Instant now) {
    NoteRow note;
    note.client = news.client;
    note.ticket_id = news.ticket_id;
    note.reference = news.reference;
    note.kind = news.kind;
    note.cause = news.cause;
    note.told_at = now;
    return escalator_.tell_client(transaction, std::move(note), news.subject, news.words, now);
}

Result<bool> Door::told_since(Transaction& transaction, std::string_view ticket_id, Instant since) {
    return was_told_since(transaction, ticket_id, since);
}

Result<std::optional<std::string>> Door::calendar_of(std::string_view secret, Instant now) {
    std::optional<std::string> text;
    if (secret.empty() || secret.size() > longest_secret) return text;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto schedule, schedule_of_feed(transaction, to_hex(access::sha256(secret)), now - calendar_back));
        if (!schedule) return {};
        STEWARD_TRY(const auto zone, zones::Zone::open(schedule->rules.zone()));
        STEWARD_TRY(const auto colleagues, all_colleagues(transaction));
        std::vector<CalendarEntry> entries;
        for (int layer = 0; layer < schedule->rules.layers_size(); ++layer) {
            // From long before, so that a shift begins at its true beginning and has the same name at every reading.
            for (const Shift& shift :
                 shifts(schedule->schedule(), zone, layer, std::max(schedule->created_at, now - calendar_whole), now + calendar_ahead)) {
                if (shift.until > now - calendar_back) entries.push_back(entry_of(*schedule, shift, colleagues));
            }
        }
        text = calendar_text("On call: " + schedule->name, schedule->rules.zone(), entries, now);
        return {};
    }));
    return text;
}

}  // namespace steward::escalation
