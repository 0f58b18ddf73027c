// What a machine saw that somebody has to look at: an alert, which is a ticket. Each cause has its own, and its own end.
#include <algorithm>

#include "server/modules/authority/courier.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::authority {

namespace {
// Whoever enrols a machine looks at the console within the hour; what is said of that stands for a day.
constexpr Duration just_now = std::chrono::hours(1), told_for = std::chrono::hours(24);

std::string fingerprint_of(DeviceId device, const std::string& item) { return "authority:" + item + ":" + device.text(); }
}  // namespace

Status Courier::raise_alarm(Transaction& transaction, DeviceId device, const Alarm& alarm, Instant at) {
    const auto card = parts_.directory.device(device);
    if (!card) return {};
    STEWARD_CHECK(keep_alarm(transaction, device, alarm.item, at));
    facts::v1::ConditionRaised fact;
    fact.set_client_id(card->client.text());
    fact.set_device_id(device.text());
    fact.set_fingerprint(fingerprint_of(device, alarm.item));
    fact.set_check("trust");
    fact.set_item(alarm.item);
    fact.set_severity(alarm.is_mild ? "warning" : "critical");
    fact.set_priority(alarm.is_mild ? "P3" : "P1");
    fact.set_since_unix_ms(at.unix_ms);
    fact.set_observed_at_unix_ms(at.unix_ms);
    fact.set_title(card->name + " " + alarm.what);
    fact.set_plain_text(alarm.sentence);
    return journal::append(transaction, at, card->client, device.text(), fact);
}

Status Courier::clear_alarm(Transaction& transaction, DeviceId device, const std::string& item, Instant at) {
    STEWARD_TRY(const bool was_there, drop_alarm(transaction, device, item));
    const auto card = parts_.directory.device(device);
    if (!was_there || !card) return {};
    facts::v1::ConditionCleared fact;
    fact.set_client_id(card->client.text());
    fact.set_device_id(device.text());
    fact.set_fingerprint(fingerprint_of(device, item));
    fact.set_observed_at_unix_ms(at.unix_ms);
    fact.set_reason("recovered");
    return journal::append(transaction, at, card->client, device.text(), fact);
}

// A gate gets its key when it is enrolled. With a line that was used just now that is what somebody did; otherwise nobody did.
Status Courier::judge_new_key(Transaction& transaction, const GateRow& row, Instant at) {
    STEWARD_TRY(const Instant used, last_use(transaction, row.grant, row.device));
    if (!used.is_set() || at - used > just_now)
        return raise_alarm(transaction, row.device,
                           {.item = "gate-key",
                            .what = "shows a new key of its gate",
                            .sentence = "Nobody enrolled it again just now: somebody may be posing as it. Enrol it again with a grant, "
                                        "or retire it."},
                           at);
    // What the gate before it saw, and which key it had, is over with it.
    STEWARD_CHECK(clear_alarm(transaction, row.device, "gate-key", at));
    STEWARD_CHECK(clear_alarm(transaction, row.device, "log", at));
    return raise_alarm(transaction, row.device,
                       {.item = "enrolled-anew",
                        .is_mild = true,
                        .what = "was enrolled again",
                        .sentence = "A grant was used for it just now, and its gate has a new key. If that was not one of you, somebody "
                                    "has the grant's line: look who signed it, and retire the machine. This ends by itself after a day."},
                       at);
}

// It cosigned our log again: it agrees with what it saw before.
Status Courier::clear_what_passed(Transaction& transaction, DeviceId device, const std::vector<OpenAlarm>& open, Instant at) {
    for (const OpenAlarm& one : open) {
        const bool is_over = one.device == device && (one.item == "log" || (one.item == "enrolled-anew" && at - one.raised_at >= told_for));
        if (is_over) STEWARD_CHECK(clear_alarm(transaction, device, one.item, at));
    }
    return {};
}

}  // namespace steward::authority
