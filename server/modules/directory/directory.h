// What other rooms may ask of the directory: who is who, quickly, from memory.
//
// The directory keeps an index of all devices in memory (the device list's fast path). Rooms
// further down the road call up to note what they observed; nothing noted here is authority,
// it is the newest judgement with the time of its evidence, restated after every start.
//
// Public views for other rooms' lists: directory_v_clients (id, name, zone) and
// directory_v_devices (id, client_id, site_id, name, hostname); directory_v_device_people (device_id, client_id, person_id).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward::agent::v1 {
class Inventory;
}

namespace steward::directory {

struct DeviceCard {
    DeviceId id;
    ClientId client;
    SiteId site;               // nil: none
    PersonId person;           // of the client, who works with it; nil: nobody
    std::string name;          // what people call it
    std::string hostname;      // what it calls itself
    std::string device_class;  // "server", "workstation", "laptop"
    std::string criticality;   // "C1".."C4"
    bool retired = false;
    bool demo = false;
    Instant enrolled_at;
};

enum class Health { Unknown, Ok, Warning, Critical };
std::string_view health_text(Health health);  // "ok", "warning", "critical", "unknown": as the API and live updates say it

/// The newest judgement of a device. Unknown is never green.
struct Vital {
    Health health = Health::Unknown;
    std::string reason;   // one sentence: "Volume / is 93 % full", "No report for 6 minutes"
    Instant observed_at;  // of the evidence
    bool connected = false;
    Instant last_seen;
    std::string address;
    std::string agent_version;
    std::optional<double> cpu_used_percent, memory_used_percent, disk_used_percent;
};

/// Where agents reach this server and what they install, as the composition root knows it. It is
/// what an enrolment line is made of (base/enrolment_line.h).
struct EnrolmentEndpoint {
    struct Package {
        std::string name;  // "Debian 12, amd64"
        std::string url;
        std::string sha256;        // hex
        std::string install_line;  // shell line for an administrator; "{line}" becomes the enrolment line
    };
    std::string host;  // name or address as agents see it, without port
    int port = 0;
    std::vector<Bytes> pins;  // SHA-256 of the server key's SubjectPublicKeyInfo, 32 bytes each, at most two
    std::vector<Package> packages;
};

class Directory {
public:
    virtual ~Directory() = default;

    // From memory; any thread.
    virtual std::optional<DeviceCard> device(DeviceId id) const = 0;
    virtual std::vector<DeviceCard> devices() const = 0;
    /// A client's devices that the device list's own filter finds, by their names; retired ones only when it speaks of `life`.
    /// Failures: those of the filter language.
    virtual Result<std::vector<DeviceCard>> devices_matching(ClientId client, const std::string& filter, Instant now) const = 0;
    virtual std::optional<Vital> vital(DeviceId id) const = 0;  // nullopt: nothing was noted since the start
    virtual std::string client_name(ClientId id) const = 0;     // empty when unknown
    virtual std::string client_zone(ClientId id) const = 0;     // IANA, "UTC" when unset
    virtual std::string site_name(SiteId id) const = 0;

    // Called up by monitoring and alerting; any thread; never blocks on the database.
    virtual void note_vital(DeviceId id, const Vital& vital) = 0;
    virtual void note_open_alerts(DeviceId id, int count) = 0;
    virtual void note_maintenance(DeviceId id, Instant until) = 0;  // unset: none
    virtual void note_client_counts(ClientId id, std::optional<int> open_alerts, std::optional<int> open_tickets) = 0;

    /// Keeps the newest inventory of a device, in the caller's transaction. An older one than the
    /// held one (by `observed_at_ms`) is left aside. Failure: NotFound "directory.device_not_found".
    virtual Status store_inventory(storage::Transaction& transaction, DeviceId id, const agent::v1::Inventory& inventory,
                                   Instant received_at) = 0;

    /// Called by the composition root when it knows its listeners, and again when a key changes.
    /// Until then enrolment lines are refused with Unavailable "directory.no_endpoint". Any thread.
    virtual void set_enrolment_endpoint(EnrolmentEndpoint endpoint) = 0;
    /// Nothing until it was set. Any thread.
    virtual std::optional<EnrolmentEndpoint> enrolment_endpoint() const = 0;
};

/// How machines may join by a grant that people signed (design/trust.md 4.1.7): its id and token are those of a line.
struct GrantedEnrolment {
    EnrolmentId id;
    ClientId client;
    SiteId site;  // nil: none
    Bytes token_hash;
    int64_t most_uses = 1;
    Instant expires_at;
    std::string holder;  // who signed it
};
class Enrolments {
public:
    virtual ~Enrolments() = default;
    /// In the caller's transaction. Failures: NotFound "directory.client_not_found"; Conflict "directory.enrolment_exists";
    /// Invalid "directory.granted_site" (no site of this client).
    virtual Status put_granted(storage::Transaction& transaction, const GrantedEnrolment& granted, Instant now) = 0;
    /// How many more machines may come with it; nothing: there is no such line.
    virtual Result<std::optional<int64_t>> uses_left(storage::Transaction& transaction, EnrolmentId id) = 0;
};

/// Clients, sites and people as they are kept elsewhere too: what the imports bring in and give out.
struct ClientRecord {
    ClientId id;  // nil: new
    std::string name, zone, note, status;
    int64_t revision = 0;
    bool operator==(const ClientRecord&) const = default;
};
struct SiteRecord {
    SiteId id;
    ClientId client;
    std::string name, address, zone;
    int64_t revision = 0;
    bool operator==(const SiteRecord&) const = default;
};
struct PersonRecord {
    PersonId id;
    ClientId client;
    SiteId site;  // nil: none
    std::string name, email, phone, title;
    std::string roles;  // comma-joined codes of domain/model.md section 3; empty: CUS
    bool vip = false;
    int64_t revision = 0;
    bool operator==(const PersonRecord&) const = default;
};

/// Everything in the caller's transaction, by the same rules and with the same facts as in the console.
class Records {
public:
    virtual ~Records() = default;

    virtual Result<std::optional<ClientRecord>> find(storage::Transaction& transaction, ClientId id) = 0;
    virtual Result<std::optional<SiteRecord>> find(storage::Transaction& transaction, SiteId id) = 0;
    virtual Result<std::optional<PersonRecord>> find(storage::Transaction& transaction, PersonId id) = 0;
    // By what people call them, without regard to case. A person by the address, else by the name where only one of the
    // client has it.
    virtual Result<std::optional<ClientRecord>> client_named(storage::Transaction& transaction, std::string_view name) = 0;
    virtual Result<std::optional<SiteRecord>> site_named(storage::Transaction& transaction, ClientId client, std::string_view name) = 0;
    virtual Result<std::optional<PersonRecord>> person_called(storage::Transaction& transaction, ClientId client, std::string_view name,
                                                              std::string_view email) = 0;

    /// Checks and tidies it and says what `put` would do: "created", "updated" or "unchanged". Failures: those of `put`, as far
    /// as they can be known.
    virtual Result<std::string_view> consider(storage::Transaction& transaction, ClientRecord& record) = 0;
    virtual Result<std::string_view> consider(storage::Transaction& transaction, SiteRecord& record) = 0;
    virtual Result<std::string_view> consider(storage::Transaction& transaction, PersonRecord& record) = 0;
    /// The same, and stores it: new where the id is nil; id and revision are set here. Failures: Invalid with the fields;
    /// Conflict "directory.name_taken", "directory.email_taken", "directory.client_state"; StaleEtag.
    virtual Result<std::string_view> put(storage::Transaction& transaction, ClientRecord& record, Instant now) = 0;
    virtual Result<std::string_view> put(storage::Transaction& transaction, SiteRecord& record, Instant now) = 0;
    virtual Result<std::string_view> put(storage::Transaction& transaction, PersonRecord& record, Instant now) = 0;

    // As if it had never been there; only for what was brought in by mistake. Failure: Conflict "storage.foreign_key" when
    // something points at it; then the transaction is lost.
    virtual Status remove(storage::Transaction& transaction, ClientId id) = 0;
    virtual Status remove(storage::Transaction& transaction, SiteId id) = 0;
    virtual Status remove(storage::Transaction& transaction, PersonId id) = 0;

    // The next ones by id.
    virtual Result<std::vector<ClientRecord>> after(storage::Transaction& transaction, ClientId id, int limit) = 0;
    virtual Result<std::vector<SiteRecord>> after(storage::Transaction& transaction, SiteId id, int limit) = 0;
    virtual Result<std::vector<PersonRecord>> after(storage::Transaction& transaction, PersonId id, int limit) = 0;
};

/// One spelling for comparing names and addresses; see fold.h.
std::string folded(std::string_view text);

}  // namespace steward::directory
