#include "server/modules/notices/service.h"

#include <algorithm>

#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::notices {

namespace {
using filter::Kind;
constexpr int most_ids = 500;
constexpr filter::Field notice_fields[] = {{"kind", "n.kind"},
                                           {"read", "case when n.read_at is null then 'no' else 'yes' end"},
                                           {"client", "coalesce(c.name, '')"},
                                           {"client_id", "coalesce(n.client_id, '')"},
                                           {"ticket_id", "n.ticket_id"},
                                           {"reference", "n.reference"},
                                           {"actor", "n.actor"},
                                           {"at", "n.last_at", Kind::Time}};
constexpr std::string_view notice_text[] = {"n.title", "n.body", "n.reference", "n.actor"};

// Nobody else has any: an API token is made for what it names, and that is never somebody's own notices.
Status is_a_person(const Caller& caller) {
    if (caller.kind == PrincipalKind::Account && !caller.account.is_nil()) return {};
    return fail(ErrorKind::Conflict, "notices.no_account", "Only people have notices. Sign in as one.");
}

bool is_topic(std::string_view text) {
    return text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
           });
}

void fill(v1::Notice& message, const NoticeRow& notice, const directory::Directory& directory) {
    message.set_notice_id(notice.id.text());
    message.set_kind(notice.kind);
    if (!notice.client.is_nil()) {
        message.set_client_id(notice.client.text());
        message.set_client_name(directory.client_name(notice.client));
    }
    message.set_ticket_id(notice.ticket_id);
    message.set_reference(notice.reference);
    message.set_title(notice.title);
    if (notice.subject_id != notice.ticket_id) message.set_subject_id(notice.subject_id);
    message.set_text(notice.text);
    message.set_actor(notice.actor);
    message.set_count(static_cast<int32_t>(notice.count));
    message.set_first_at_unix_ms(notice.first_at.unix_ms);
    message.set_at_unix_ms(notice.at.unix_ms);
    message.set_read_at_unix_ms(notice.read_at.unix_ms);
    message.set_sent_at_unix_ms(notice.sent_at.unix_ms);
}
}  // namespace

// Of clients that the account does not see any more, nothing is shown any more.
Result<v1::ListNoticesResponse> Service::list_notices(Call& call, const v1::ListNoticesRequest& request) {
    STEWARD_CHECK(is_a_person(call.caller()));
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters{storage::to_value(call.caller().account), storage::to_value(true)};
    const std::string clients = call.client_filter("n.client_id", parameters);
    const std::string from =
        " from notices_notices n left join directory_v_clients c on c.id = n.client_id where n.account_id = $1 and "
        "n.shown = $2" +
        (clients.empty() ? std::string() : " and (n.client_id is null or (true" + clients + "))");
    STEWARD_TRY(const auto page,
                filter::read_list(*transaction, {std::string(notice_columns), from, notice_fields, notice_text, "n.id", "-at"},
                                  filter::question_of(request), call.now(), std::move(parameters)));
    STEWARD_TRY(const int64_t unread, count_unread(*transaction, call.caller().account));
    v1::ListNoticesResponse list;
    list.set_total(page.total);
    list.set_unread(static_cast<int32_t>(unread));
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_notices(), read_notice(row), directory_);
    return list;
}

Result<v1::ReadNoticesResponse> Service::read_notices(Call& call, const v1::ReadNoticesRequest& request) {
    STEWARD_CHECK(is_a_person(call.caller()));
    if (request.notice_ids_size() > most_ids) return bad_field("/notice_ids", "At most 500.");
    if (request.notice_ids().empty() && request.ticket_id().empty() && !request.all())
        return bad_field("/notice_ids", "Which? Name notices or a ticket, or say all.");
    if (request.unread() && request.notice_ids().empty()) return bad_field("/notice_ids", "Name the notices that are unread again.");
    STEWARD_TRY(auto* transaction, call.transaction());
    const AccountId account = call.caller().account;
    int64_t changed = 0;
    if (request.all()) {
        STEWARD_TRY(changed, mark_read(*transaction, account, "", {}, call.now()));
    } else if (!request.ticket_id().empty()) {
        STEWARD_TRY(changed, mark_read(*transaction, account, " and ticket_id = $1", {storage::to_value(request.ticket_id())}, call.now()));
    }
    for (const auto& id : request.notice_ids()) {
        int64_t one = 0;
        if (request.unread()) {
            STEWARD_TRY(one, mark_unread(*transaction, account, id));
        } else {
            STEWARD_TRY(one, mark_read(*transaction, account, " and id = $1", {storage::to_value(id)}, call.now()));
        }
        changed += one;
    }
    if (changed > 0) telling_.refresh(*transaction, account);
    STEWARD_TRY(const int64_t unread, count_unread(*transaction, account));
    v1::ReadNoticesResponse answer;
    answer.set_unread(static_cast<int32_t>(unread));
    return answer;
}

Result<v1::NoticeSettings> Service::settings(Call& call) const {
    STEWARD_CHECK(is_a_person(call.caller()));
    STEWARD_TRY(auto* transaction, call.transaction());
    const AccountId account = call.caller().account;
    STEWARD_TRY(const auto person, settings_of(*transaction, account));
    STEWARD_TRY(const auto choices, choices_of(*transaction, account));
    STEWARD_TRY(const auto colleague, colleague_who_sees(*transaction, account, {}));
    v1::NoticeSettings answer;
    for (const auto& kind : kinds()) {
        const Ways& ways = choices.at(std::string(kind.name));
        v1::NoticeChoice& choice = *answer.add_choices();
        choice.set_kind(std::string(kind.name));
        choice.set_label(std::string(kind.label));
        choice.set_in_console(ways.in_console);
        choice.set_by_mail(ways.by_mail);
        choice.set_by_push(ways.by_push);
    }
    answer.set_quiet_from(person.quiet.from);
    answer.set_quiet_until(person.quiet.until);
    answer.set_zone(person.quiet.zone);
    answer.set_quiet_weekends(person.quiet.weekends);
    answer.set_push_topic(person.push_topic);
    answer.set_wait_minutes(static_cast<int32_t>(person.wait_minutes));
    if (colleague) answer.set_address(colleague->address);
    answer.set_etag(std::to_string(person.revision));
    return answer;
}

Result<v1::NoticeSettings> Service::get_notice_settings(Call& call, const v1::GetNoticeSettingsRequest&) { return settings(call); }

Result<v1::NoticeSettings> Service::update_notice_settings(Call& call, const v1::UpdateNoticeSettingsRequest& request) {
    STEWARD_CHECK(is_a_person(call.caller()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto person, settings_of(*transaction, call.caller().account));
    if (!call.is_as_seen(person.revision))
        return fail(ErrorKind::StaleEtag, "notices.changed_meanwhile", "These settings were changed meanwhile. Look again, then decide.");
    if (request.has_quiet_from()) person.quiet.from = request.quiet_from();
    if (request.has_quiet_until()) person.quiet.until = request.quiet_until();
    if (request.has_zone()) person.quiet.zone = request.zone();
    if (request.has_quiet_weekends()) person.quiet.weekends = request.quiet_weekends();
    STEWARD_CHECK(check(person.quiet));
    if (request.has_push_topic()) person.push_topic = request.push_topic();
    if (!is_topic(person.push_topic)) return bad_field("/push_topic", "Letters, digits, _ and -, at most 64.");
    if (request.has_wait_minutes()) person.wait_minutes = request.wait_minutes();
    if (person.wait_minutes < 0 || person.wait_minutes > longest_wait_minutes) return bad_field("/wait_minutes", "From 0 to 120 minutes.");
    for (int i = 0; i < request.choices_size(); ++i) {
        const auto& choice = request.choices(i);
        if (!find_kind(choice.kind())) return bad_field("/choices/" + std::to_string(i) + "/kind", "There is no such kind of notice.");
        STEWARD_CHECK(save_choice(*transaction, person.account, choice.kind(),
                                  {.in_console = choice.in_console(), .by_mail = choice.by_mail(), .by_push = choice.by_push()}));
    }
    STEWARD_CHECK(save_settings(*transaction, person));
    return settings(call);
}

}  // namespace steward::notices
