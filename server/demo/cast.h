// Who takes part: the made-up clients with their sites, people and machines, and the provider's made-up staff.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "server/demo/stage.h"

namespace steward::demo {

/// Every address of the demonstration ends so: no mail server in the world takes it (RFC 2606).
inline constexpr std::string_view address_end = "demo.invalid";
/// Somebody of the first client, to look at the portal with: `steward user link robin@demo.invalid`.
inline constexpr std::string_view robin_address = "robin@demo.invalid";
inline constexpr Duration played = std::chrono::hours(24 * 90);

struct Person {
    PersonId id;
    std::string name, first, email, roles, title;  // roles: comma-joined
    Actor actor;                                   // without an account: nil
};

struct Machine {
    DeviceId id;
    std::string name, kind, os;
    size_t site = 0;
};

struct Site {
    SiteId id;
    std::string name, address;
};

struct Company {
    ClientId id;
    std::string name, word;  // "Bakery Amsel (demo)", "amsel"
    std::vector<Site> sites;
    std::vector<Person> people;  // the first decides (CDM), the second approves (CAP), the third knows staff changes (CHR)
    std::vector<Machine> machines;

    const Machine& server(size_t which) const { return machines[which % 5]; }
    const Machine& desk(size_t which) const { return machines[5 + which % (machines.size() - 5)]; }
};

struct Staff {
    Actor manager, dispatcher, engineer;
    std::vector<Actor> technicians;
};

struct Cast {
    std::vector<Company> companies;
    Staff staff;
    Actor owner;  // the installation's own first owner, who is in the play and is not carried over
};

/// Ids and names, nothing written yet.
Cast imagine(Instant since, Rng& rng, const Actor& owner);

/// The rows of all of them, before the house starts.
Status seat(storage::Database& database, const Cast& cast, Instant since);

}  // namespace steward::demo
