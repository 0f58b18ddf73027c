// What people say of an item's copies: taken whole, with whose word each property rests on.
#include <algorithm>
#include <array>
#include <set>

#include "server/modules/backups/copies.h"
#include "server/modules/backups/service.h"
#include "server/modules/backups/typed.h"
#include "server/platform/access/typed_text.h"

namespace steward::backups {

namespace {
using access::typed_choice, access::typed_line, access::typed_text;
constexpr int most_copies = 20;
constexpr size_t longest_place = 200, longest_how = 1000;
constexpr std::array<std::string_view, 7> media = {"", "disk", "tape", "object_store", "cloud", "optical", "other"};
constexpr std::array<std::string_view, 3> answers = {"unknown", "yes", "no"};
constexpr Duration a_year = std::chrono::hours(24 * 365), two_years = 2 * a_year;

const CopyRow* copy_in(const std::vector<CopyRow>& rows, const std::string& id) {
    const auto at = std::ranges::find(rows, BackupCopyId::parse(id).value_or(BackupCopyId{}), &CopyRow::id);
    return at == rows.end() ? nullptr : &*at;
}

bool is_said_as_before(const CopyWord& before, const CopyWord& now, int64_t until_unix_ms) {
    return before.is_so == now.is_so && before.how == now.how && (until_unix_ms == 0 || Instant{until_unix_ms} == before.until);
}

// Nothing: the property is not known.
Result<std::optional<CopyWord>> word_of(const v1::DeclaredProperty& said, const CopyRow* before, const std::string& by,
                                        const std::string& pointer, Instant now) {
    CopyWord word;
    STEWARD_TRY(word.property, typed_choice(pointer + "/property", said.property(), copy_properties));
    STEWARD_TRY(const auto answer, typed_choice(pointer + "/says", said.says(), answers, "unknown"));
    if (answer == "unknown") return std::optional<CopyWord>();
    word.is_so = answer == "yes";
    if (word.is_so) {
        STEWARD_TRY(word.how, typed_reason(pointer + "/how", said.how()));
    } else {
        STEWARD_TRY(word.how, typed_text(pointer + "/how", said.how(), longest_how, false));
    }
    if (before != nullptr) {
        const auto same = std::ranges::find(before->words, word.property, &CopyWord::property);
        if (same != before->words.end() && is_said_as_before(*same, word, said.until_unix_ms())) return std::optional(*same);
    }
    word.by = by;
    word.at = now;
    word.until = said.until_unix_ms() == 0 ? now + a_year : Instant{said.until_unix_ms()};
    if (word.until <= now || word.until - now > two_years)
        return bad_field(pointer + "/until_unix_ms", "Between now and two years from now: then somebody looks again.");
    return std::optional(std::move(word));
}

Status take_words(CopyRow& copy, const v1::DeclaredCopy& said, const CopyRow* before, const Call& call, const std::string& pointer) {
    std::set<std::string> seen;
    for (int i = 0; i < said.properties_size(); ++i) {
        const std::string here = pointer + "/properties/" + std::to_string(i);
        STEWARD_TRY(auto word, word_of(said.properties(i), before, call.caller().name, here, call.now()));
        if (!seen.insert(said.properties(i).property()).second) return bad_field(here + "/property", "It is said twice.");
        if (!word) continue;
        if (!copy.plan.is_nil() && word->property == "exists")
            return bad_field(here + "/property", "That a plan's copy is there is shown by its runs, not said.");
        copy.words.push_back(std::move(*word));
    }
    return {};
}

std::string words_of(const CopyWord& word) {
    static constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"exists", "there"}, {"off_site", "off site"}, {"immutable", "immutable"}, {"offline", "offline"}, {"encrypted", "encrypted"}};
    const auto name = std::ranges::find(names, word.property, &std::pair<std::string_view, std::string_view>::first);
    std::string words = std::string(word.is_so ? "" : "not ") + std::string(name->second);
    if (!word.how.empty()) words += " (" + word.how + ")";
    return words;
}

// What of it was said anew, for the item's history.
std::string news_of(const CopyRow& copy, const CopyRow* before) {
    std::string news;
    for (const CopyWord& word : copy.words) {
        const bool is_known =
            before && std::ranges::any_of(before->words, [&](const CopyWord& one) {
                return one.property == word.property && one.at == word.at && one.is_so == word.is_so && one.how == word.how;
            });
        if (!is_known) news += (news.empty() ? "" : ", ") + words_of(word);
    }
    return news;
}

std::string line_about(const std::vector<CopyRow>& before, const std::vector<CopyRow>& now, const std::vector<PlanRow>& plans) {
    const auto name = [&](const CopyRow& copy) {
        const auto plan = std::ranges::find(plans, copy.plan, &PlanRow::id);
        return !copy.place.empty() ? copy.place : plan == plans.end() ? std::string("a copy") : "the copy of " + plan->label;
    };
    std::string line;
    const auto add = [&line](const std::string& part) { line += (line.empty() ? "" : "; ") + part; };
    for (const CopyRow& copy : now) {
        const auto known = std::ranges::find(before, copy.id, &CopyRow::id);
        const std::string news = news_of(copy, known == before.end() ? nullptr : &*known);
        if (!news.empty() || known == before.end()) add(name(copy) + (news.empty() ? ": nothing is known of it yet" : ": " + news));
    }
    for (const CopyRow& copy : before)
        if (std::ranges::none_of(now, [&](const CopyRow& one) { return one.id == copy.id; })) add(name(copy) + ": no longer named");
    return "Its copies: " + (line.empty() ? "said in other words" : line) + ".";
}
}  // namespace

Result<v1::BackupItem> Service::declare_backup_copies(Call& call, const v1::DeclareBackupCopiesRequest& request) {
    STEWARD_TRY(auto item, load_item(call, request.item_id()));
    if (item.retired_at.is_set())
        return fail(ErrorKind::Conflict, "backups.retired", "This item is retired: what is written stays as it is.");
    if (request.copies_size() > most_copies) return bad_field("/copies", "At most 20 copies of one item.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto before, copies_of(*transaction, item.id));
    STEWARD_TRY(const auto plans, plans_of(*transaction, item.id));
    std::vector<CopyRow> copies;
    for (int i = 0; i < request.copies_size(); ++i) {
        const auto& said = request.copies(i);
        const std::string pointer = "/copies/" + std::to_string(i);
        const CopyRow* known = copy_in(before, said.copy_id());
        if (!said.copy_id().empty() && known == nullptr) return bad_field(pointer + "/copy_id", "This item has no such copy any more.");
        CopyRow copy{.id = known ? known->id : BackupCopyId::make(call.now(), rng_),
                     .client = item.client,
                     .item = item.id,
                     .plan = BackupPlanId::parse(said.plan_id()).value_or(BackupPlanId{}),
                     .place = "",
                     .medium = "",
                     .words = {}};
        if (!said.plan_id().empty() && std::ranges::find(plans, copy.plan, &PlanRow::id) == plans.end())
            return bad_field(pointer + "/plan_id", "This item has no such plan.");
        const auto twice = [&](const CopyRow& one) { return one.id == copy.id || (!copy.plan.is_nil() && one.plan == copy.plan); };
        if (std::ranges::any_of(copies, twice)) return bad_field(pointer, "It is named twice.");
        STEWARD_TRY(copy.place, typed_line(pointer + "/place", said.place(), longest_place, copy.plan.is_nil()));
        STEWARD_TRY(copy.medium, typed_choice(pointer + "/medium", said.medium(), media, ""));
        STEWARD_CHECK(take_words(copy, said, known, call, pointer));
        copies.push_back(std::move(copy));
    }
    STEWARD_CHECK(replace_copies(*transaction, item.id, copies));
    item.changed_at = call.now();
    STEWARD_CHECK(save_item(*transaction, item));
    STEWARD_CHECK(note(call, item, line_about(before, copies, plans)));
    return answer(call, item.id);
}

}  // namespace steward::backups
