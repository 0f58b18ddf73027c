// All SQL of the room. Every function works in the caller's transaction.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/modules/surveys/decide.h"
#include "server/modules/surveys/satisfaction.h"
#include "server/modules/surveys/surveys.h"
#include "server/platform/storage/database.h"

namespace steward::surveys {

using storage::Transaction;

struct SettingsRow {
    bool enabled = false;
    std::string question;
    int64_t delay_minutes = 30;
    std::string follow_up_queue;
    int64_t revision = 0;
};
Result<SettingsRow> load_settings(Transaction& transaction);
Status save_settings(Transaction& transaction, SettingsRow& settings);  // raises the revision
/// The row and the sealed key of the first start; nothing when they are there. Returns the key as it is kept.
Result<std::optional<Bytes>> sealed_key(Transaction& transaction);
Status begin_settings(Transaction& transaction, const Bytes& sealed);

struct SurveyRow {
    SurveyId id;
    ClientId client;
    TicketId ticket;
    std::string reference, title;
    PersonId person;
    std::string person_name;
    AccountId technician;  // nil: nobody had it
    std::string technician_name;
    std::string state;  // due, sent, answered, dropped, skipped
    std::string reason;
    Instant due_at, sent_at;
    std::string asked_week;  // empty: not sent
    std::string sent_month;  // in the zone of the client; empty: not sent, or not dated yet
    std::string answer, comment;
    Instant answered_at;
    std::string answered_via;
    TicketId follow_up;  // nil: none
    std::string follow_up_reference;
};
extern const std::string_view survey_columns;  // of `read_survey`, with the prefix "s."
SurveyRow read_survey(const storage::Row& row);
Result<std::optional<SurveyRow>> find_survey(Transaction& transaction, SurveyId id);
Result<std::optional<SurveyRow>> survey_of_ticket(Transaction& transaction, TicketId ticket);
Result<std::vector<SurveyRow>> due_surveys(Transaction& transaction, Instant now);  // at most 200
Status insert_survey(Transaction& transaction, const SurveyRow& survey);
/// Failure: Conflict "storage.unique" when the person was asked in that week already.
Status update_survey(Transaction& transaction, const SurveyRow& survey);

/// Of those that were sent before their month was kept, the id and the client's zone, at most 500.
struct Undated {
    SurveyId id;
    std::string zone;
    Instant sent_at;
};
Result<std::vector<Undated>> undated_surveys(Transaction& transaction);
Status date_survey(Transaction& transaction, SurveyId id, const std::string& month);

/// What of a ticket and its person decides (decide.h), read now.
struct Subject {
    ClientId client;
    std::string reference, title, kind, source, state, resolution_code;
    PersonId person;                         // nil: nobody we know by name
    std::string person_name, address, zone;  // zone: of the client
    bool is_ours = false, has_refused = false;
    Instant asked_before;
    AccountId technician;
    std::string technician_name;
};
Result<std::optional<Subject>> find_subject(Transaction& transaction, TicketId ticket);

/// Whether the account is of the person: by their address.
Result<bool> is_account_of(Transaction& transaction, AccountId account, PersonId person);
struct Lead {
    AccountId account;
    std::string name;
};
/// Who looks after a bad answer: an active service manager who may see the client, else an owner.
Result<std::optional<Lead>> lead_of(Transaction& transaction, ClientId client);

// --- people who are asked no more ---
Result<bool> set_refusal(Transaction& transaction, ClientId client, PersonId person, bool refused, std::string_view by, Instant now);

struct TallyRow {
    std::string key, label;
    Tally tally;
};
/// Of surveys that were sent, with conditions as SQL (surveys s, their tickets t, clients c) whose $1... are `parameters`.
Result<std::vector<TallyRow>> tallies(Transaction& transaction, std::string_view key, std::string_view label, const std::string& where,
                                      std::vector<storage::Value> parameters);

template <typename Tag>
std::optional<Id<Tag>> or_null(const Id<Tag>& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}

}  // namespace steward::surveys
