// From a wish to a draft: which machines it would reach, what stands in its way, and what the signer gets.
#pragma once

#include "server/modules/authority/authority.h"
#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/jobs/actions.h"

namespace steward::jobs {

constexpr Duration usual_window = std::chrono::hours(24), longest_window = std::chrono::hours(24 * 30),
                   time_to_object = std::chrono::hours(72);

/// One machine that was asked for. obstacle: why it is left out; empty: it is reached.
struct Reached {
    directory::DeviceCard card;
    directory::Vital vital;
    std::optional<authority::GateView> gate;
    std::string obstacle;
    std::vector<std::string> demands;  // of its own limits, which whoever signs has to meet
};

/// What a gate's state means for a job of this class: empty when it may get one.
std::string obstacle_of(const std::optional<authority::GateView>& gate, trust::JobClass job_class);

/// "2 servers are among them": what a person should know before they sign.
std::vector<std::string> warnings_of(const std::vector<Reached>& reached, Instant now);

struct DraftWish {
    ClientId client;
    v1::JobAction action;
    std::vector<DeviceId> devices;
    std::string device_filter;  // what named them; empty: they were named themselves
    std::string reason;
    TicketId ticket;                // nil: none
    Instant not_before, not_after;  // unset: the usual
    int64_t timeout_s = 0;
    AccountId author_id;
    std::string author;
    JobId retry_of;
    bool is_test = false;  // of the script's version
    bool is_emergency = false;
};

class Drafting {
public:
    Drafting(authority::Authority& authority, directory::Directory& directory, helpdesk::TicketWork& work, Rng& rng)
        : authority_(authority), directory_(directory), work_(work), rng_(rng) {}

    /// Failures: Invalid "/device_ids".
    Result<std::vector<Reached>> reach(Transaction& transaction, ClientId client, const std::vector<DeviceId>& devices,
                                       trust::JobClass job_class, Duration window) const;
    /// The devices that a request names: by their ids, or by the filter of the device list, which is asked once, now. Failures: Invalid
    /// "/device_filter" or "/device_ids"; those of the filter language.
    Result<std::vector<DeviceId>> named(ClientId client, std::vector<DeviceId> ids, const std::string& filter, Instant now) const;
    uint64_t persons(trust::JobClass job_class, size_t devices) const;

    /// A new job with its machines, in the caller's transaction. Failures: those of `wanted_of` and `reach`; Conflict
    /// "jobs.nobody_reached", "jobs.script_not_reviewed"; Invalid with the window.
    Result<JobRow> draft(Transaction& transaction, const DraftWish& wish, Instant now) const;

    /// Begins the usual window of a draft that was approved now.
    Status begin_window(JobRow& job, Instant now) const;

private:
    authority::Authority& authority_;
    directory::Directory& directory_;
    helpdesk::TicketWork& work_;
    Rng& rng_;
};

/// The file for the signer, as signer/draft.h reads it: "MSD1", the byte of the type, the payload.
Bytes draft_file(ByteView payload);

}  // namespace steward::jobs
