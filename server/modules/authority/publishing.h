// What becomes of a signed message that somebody hands over: checked, kept, and in the accountability log, in one transaction.
#pragma once

#include "server/modules/authority/authority.h"
#include "server/modules/authority/checks.h"
#include "server/modules/authority/store.h"
#include "server/modules/directory/directory.h"
#include "server/platform/access/call.h"

namespace steward::authority {

struct Published {
    trust::Digest id{};
    trust::MessageType type{};
    std::string became;   // "accepted", "waiting", "known", "forked"
    std::string subject;  // of a job or policy: ours
    std::string holder;   // of a grant
};

class Publishing {
public:
    Publishing(Chain& chain, directory::Directory& directory, directory::Enrolments& enrolments)
        : chain_(chain), directory_(directory), enrolments_(enrolments) {}

    void set_work_taker(WorkTaker& taker) { taker_ = &taker; }

    /// `files`: that came beside a job or policy. `committed` runs after the commit. Failures: those of checks.h, Conflict of what stands
    /// in the way.
    Result<Published> publish(Transaction& transaction, Bytes bytes, std::vector<Bytes> files, const Caller& caller, Instant now,
                              std::function<void()> committed);

private:
    struct Act {
        Transaction& transaction;
        const Bytes& bytes;
        std::vector<Bytes> files;
        const trust::Frame& frame;
        Standing& standing;
        const Caller& caller;
        Instant now;
        Published& published;
    };
    Status take(Act& act);
    Status take_genesis(Act& act);
    Status take_link(Act& act);
    Status take_narrowing(Act& act);
    Status take_heartbeat(Act& act);
    Status take_grant(Act& act);
    Status take_binding(Act& act);
    Status take_job(Act& act);
    Status take_policy(Act& act);
    Status keep(Act& act);
    Result<int64_t> log(Act& act, trust::EntryKind kind, std::string action, std::string subject, const trust::ShortId& client,
                        std::vector<trust::EntryDetail> details = {});
    Status know_client(const trust::ShortId& client) const;

    Chain& chain_;
    directory::Directory& directory_;
    directory::Enrolments& enrolments_;

    // What an entry of the log says of what was signed; publishing_details.cpp. Never a script's arguments or a line's secret.
    std::string name_of(const GateRow& gate) const;
    Result<std::vector<trust::EntryDetail>> job_details(Transaction& transaction, const trust::Job& job,
                                                        const std::vector<std::string>& holders);
    static std::vector<trust::EntryDetail> policy_details(const trust::Policy& policy, const std::vector<std::string>& holders);
    static std::vector<trust::EntryDetail> grant_details(const trust::Grant& grant, const std::string& holder);

    WorkTaker* taker_ = nullptr;
};

std::string type_text(trust::MessageType type);  // "genesis", "run-ticket": the word that is signed

}  // namespace steward::authority
