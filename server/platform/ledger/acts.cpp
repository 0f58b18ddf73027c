// Which acts are privileged. A test goes through every audit entry of the schema: a new one must be here or in its list of others.
#include "server/platform/ledger/acts.h"

#include <algorithm>
#include <array>

namespace steward::ledger {

namespace {
using Entry = trust::EntryKind;  // not `using enum`: its Result would hide ours in a unity build

// In alphabetical order.
constexpr PrivilegedAct acts[] = {
    {"access.account_changed", Entry::RoleChange, "changed an account"},
    {"access.account_created", Entry::RoleChange, "made an account"},
    {"access.account_sessions_ended", Entry::RoleChange, "signed somebody out everywhere"},
    {"access.link_created", Entry::RoleChange, "made a link for signing in"},
    {"access.link_redeemed", Entry::Login, "signed in by a link, with a new password"},
    {"access.provider_changed", Entry::Config, "changed who may vouch for people at sign-in"},
    {"access.provider_created", Entry::Config, "added a service that vouches for people at sign-in"},
    {"access.provider_deleted", Entry::Config, "removed a service that vouches for people at sign-in"},
    {"access.sign_in", Entry::Login, "signed in"},
    {"access.token_created", Entry::Token, "made a token for programs"},
    {"access.token_revoked", Entry::Token, "revoked a token for programs"},
    {"accountability.entry_erased", Entry::Deletion, "erased the words of an entry of this log"},
    {"accountability.exported", Entry::Export, "exported this log"},
    {"alerting.alert_snoozed", Entry::AlertMute, "silenced an alert for more than a day", "for_over_a_day"},
    {"alerting.maintenance_created", Entry::AlertMute, "announced maintenance of more than a day, in which alerts stay silent",
     "for_over_a_day"},
    {"attachments.deleted", Entry::Deletion, "deleted a file"},
    {"attachments.settings_changed", Entry::Config, "changed the settings of files"},
    {"authority.begun", Entry::Roster, "published the genesis: who may sign from now on"},
    {"authority.binding_published", Entry::Binding, "published a signed binding of a machine"},
    {"authority.gate_changed", Entry::Binding, "showed a new key of its gate"},
    {"authority.gate_seen", Entry::Binding, "showed the key of its gate for the first time"},
    {"authority.grant_published", Entry::Grant, "published a signed grant for machines to join"},
    {"authority.job_published", Entry::Job, "published a signed job"},
    {"authority.key_suspended", Entry::Roster, "published the suspension of a key"},
    {"authority.log_refused", Entry::Refusal, "refused a head of this log: it saw another one"},
    {"authority.policy_published", Entry::Policy, "published a signed policy"},
    {"authority.roster_changed", Entry::Roster, "published a signed change of who may sign"},
    {"authority.stop_lifted", Entry::Roster, "published the end of a stop"},
    {"authority.stopped", Entry::Roster, "published a stop: nothing runs"},
    {"backups.item_changed", Entry::Config, "changed what was decided about a backup"},
    {"backups.item_created", Entry::Config, "decided about the backup of something"},
    {"backups.item_retired", Entry::Config, "retired a protected item"},
    {"backups.plan_changed", Entry::Config, "changed which backups are expected, or paused them"},
    {"backups.plan_ended", Entry::Config, "ended a backup's plan"},
    {"changes.freeze_created", Entry::Config, "announced a time without changes"},
    {"changes.freeze_ended", Entry::Config, "ended a time without changes"},
    {"correspondence.domain_added", Entry::Config, "tied a mail domain to a client"},
    {"correspondence.domain_removed", Entry::Config, "untied a mail domain from a client"},
    {"correspondence.settings_changed", Entry::Config, "changed the settings of mail"},
    {"directory.client_changed", Entry::Config, "changed the client's record"},
    {"directory.client_created", Entry::Setup, "took the client into the system"},
    {"directory.device_enrolled", Entry::Binding, "enrolled a device"},
    {"directory.device_moved", Entry::Binding, "moved a device between clients"},
    {"directory.device_retired", Entry::Binding, "retired a device"},
    {"directory.enrolment_created", Entry::Grant, "made a line for enrolling devices"},
    {"directory.enrolment_revoked", Entry::Grant, "withdrew a line for enrolling devices"},
    {"escalation.feed_issued", Entry::Token, "made a calendar address of the on-call schedule"},
    {"escalation.policy_changed", Entry::Config, "changed who is paged"},
    {"escalation.policy_created", Entry::Config, "added a rule of who is paged"},
    {"escalation.policy_deleted", Entry::Config, "removed a rule of who is paged"},
    {"imports.begun", Entry::Setup, "brought records in from another system"},
    {"imports.deleted", Entry::Deletion, "deleted an uploaded import"},
    {"imports.export_begun", Entry::Export, "exported records"},
    {"imports.export_downloaded", Entry::Export, "downloaded exported records"},
    {"imports.undone", Entry::Deletion, "took back records that had been brought in"},
    {"installation.snapshot_created", Entry::Export, "made a backup"},
    {"installation.snapshot_deleted", Entry::Deletion, "removed a backup from the server"},
    {"jobs.approved", Entry::Job, "approved a job that reaches many"},
    {"jobs.policy_item_run", Entry::Policy, "selected an item of a standing policy for a machine"},
    {"jobs.policy_resumed", Entry::Policy, "let first aid go on that had been stopped"},
    {"jobs.refused", Entry::Refusal, "refused a job"},
    {"jobs.result", Entry::Result, "ended a job"},
    {"jobs.script_reviewed", Entry::Config, "reviewed a script"},
    {"jobs.state_before_chosen", Entry::Policy, "chose what keeps a machine's state before first aid"},
    {"ledger.begun", Entry::Setup, "began this log"},
    {"ledger.chain_counted", Entry::TenantHead, "entries were counted"},
    {"monitoring.exemption_created", Entry::Config, "exempted something from a check"},
    {"monitoring.exemption_ended", Entry::Config, "ended an exemption from a check"},
    {"notifications.channel_changed", Entry::Config, "changed a way to notify"},
    {"notifications.channel_created", Entry::Config, "added a way to notify"},
    {"notifications.channel_deleted", Entry::Config, "removed a way to notify"},
    {"portal.changed", Entry::Config, "changed the portal"},
    {"portal.defaults_changed", Entry::Config, "changed the defaults of portals"},
    {"restore_tests.inconclusive", Entry::Config, "said that a restore test came to nothing"},
    {"restore_tests.plan_changed", Entry::Config, "changed how a backup is proven"},
    {"restore_tests.plan_created", Entry::Config, "planned how a backup is proven"},
    {"restore_tests.plan_ended", Entry::Config, "ended the proving of a backup"},
    {"restore_tests.recorded", Entry::Config, "wrote down a restore test carried out by hand"},
    {"restore_tests.signed", Entry::Config, "signed a restore test"},
    {"service_levels.calendar_changed", Entry::Config, "changed a calendar of promises"},
    {"service_levels.calendar_created", Entry::Config, "added a calendar of promises"},
    {"service_levels.calendar_deleted", Entry::Config, "removed a calendar of promises"},
    {"service_levels.policy_changed", Entry::Config, "changed what is promised"},
    {"service_levels.policy_created", Entry::Config, "added a promise"},
    {"service_levels.policy_deleted", Entry::Config, "removed a promise"},
    {"setup.installation_created", Entry::Setup, "set the installation up"},
    {"setup.link_created", Entry::RoleChange, "made a link for signing in, at the server itself"},
    {"setup.owner_created", Entry::RoleChange, "made an owner, at the server itself"},
    {"surveys.settings_changed", Entry::Config, "changed the settings of surveys"},
    {"timesheets.settings_changed", Entry::Config, "changed the settings of time"},
};
static_assert(std::ranges::is_sorted(acts, {}, &PrivilegedAct::action));

constexpr std::array<std::string_view, 18> kind_texts = {"",       "job",     "policy", "roster",      "grant",    "binding",
                                                         "result", "refusal", "login",  "role_change", "token",    "vault_access",
                                                         "export", "config",  "setup",  "alert_mute",  "deletion", "tenant_head"};
}  // namespace

const PrivilegedAct* find_act(std::string_view action) {
    const auto at = std::ranges::lower_bound(acts, action, {}, &PrivilegedAct::action);
    return at != std::end(acts) && at->action == action ? &*at : nullptr;
}

ActName act_name(std::string_view action) {
    const PrivilegedAct* act = find_act(action);
    return act ? ActName{static_cast<int>(act->kind), act->words} : ActName{};
}

std::string_view kind_text(int kind) { return kind > 0 && kind < static_cast<int>(kind_texts.size()) ? kind_texts[kind] : ""; }

}  // namespace steward::ledger
