// The copies of one item as they are known: the data in use, what each living plan's runs write, and what people declared besides. What a
// machine shows goes before what people say. Pure.
#pragma once

#include "server/modules/backups/copies_rule.h"
#include "server/modules/backups/store.h"

namespace steward::backups {

/// A property of a copy with where it is known from.
struct KnownProperty {
    std::string_view property;  // exists, off_site, immutable, offline, encrypted
    Evidence evidence;
    std::string how, by;
    bool is_seen = false;  // by a machine, not said by a person
};

struct KnownCopy {
    BackupCopyId id;    // nil: nobody said anything of it
    BackupPlanId plan;  // nil: no plan of ours writes it
    std::string place, medium;
    bool is_source = false;
    std::vector<KnownProperty> properties;  // all that apply, also those of which nothing is known

    Copy as_rule() const;
};

inline constexpr std::string_view copy_properties[] = {"exists", "off_site", "immutable", "offline", "encrypted"};

/// What a plan's newest run was made with, and when that was told.
struct PlanWriter {
    BackupPlanId plan;
    std::string engine;
    Instant told_at;
};
std::vector<KnownCopy> known_copies(const ItemRow& item, const std::vector<PlanRow>& plans, const std::vector<PlanWriter>& writers,
                                    const std::vector<CopyRow>& declared);

/// The last digit: errors that stand, or none where a restore has proven that there are none; otherwise nobody has looked.
std::optional<int> unresolved_errors(const ItemRow& item, const ProofFace* proof);

}  // namespace steward::backups
