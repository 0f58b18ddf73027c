#include "server/modules/backups/copies.h"

#include <algorithm>

#include "server/modules/backups/typed.h"

namespace steward::backups {

namespace {
using namespace std::chrono_literals;

std::string medium_of_source(std::string_view kind) {
    if (kind == "mailboxes" || kind == "cloud") return "cloud";
    return kind == "machine" || kind == "files" || kind == "database" ? "disk" : "";
}

KnownProperty said_of(const CopyRow* row, std::string_view property) {
    KnownProperty known{.property = property, .evidence = {}, .how = "", .by = ""};
    if (row == nullptr) return known;
    const auto word = std::ranges::find(row->words, property, &CopyWord::property);
    if (word == row->words.end()) return known;
    known.evidence = {word->is_so ? Truth::yes : Truth::no, word->at, word->until};
    known.how = word->how;
    known.by = word->by;
    return known;
}

// Who decided what must be protected said that it is there: no machine looked.
KnownProperty source_of(const ItemRow& item) {
    const bool is_decided = item.decided_at.is_set();
    return {.property = "exists",
            .evidence = {Truth::yes, is_decided ? item.decided_at : item.created_at, {}},
            .how = "It is what the backup is of.",
            .by = item.decided_by};
}

KnownProperty seen(std::string_view property, Evidence evidence, std::string how) {
    return {.property = property, .evidence = evidence, .how = std::move(how), .by = "", .is_seen = true};
}

// A copy is there as long as runs go on writing it: for two of the times in which its newest content may be old, a week at least.
KnownProperty shown_by_points(const ItemRow& item, const PlanRow& plan) {
    if (!plan.content_at.is_set()) return {.property = "exists", .evidence = {}, .how = "", .by = ""};
    const Duration counts = std::max<Duration>(2 * item.rpo, 7 * 24h);
    return seen("exists", {Truth::yes, plan.content_at, plan.content_at + counts}, "The newest recovery point that its runs wrote.");
}

bool encrypts_always(std::string_view engine) { return engine == "restic"; }

KnownCopy written_by(const ItemRow& item, const PlanRow& plan, const PlanWriter* writer, const CopyRow* row) {
    KnownCopy copy{.id = row ? row->id : BackupCopyId{},
                   .plan = plan.id,
                   .place = row && !row->place.empty() ? row->place : plan.label + " of " + plan.device_name,
                   .medium = row ? row->medium : "",
                   .properties = {shown_by_points(item, plan)}};
    for (const auto property : {"off_site", "immutable", "offline"}) copy.properties.push_back(said_of(row, property));
    const bool is_shown = writer && encrypts_always(writer->engine);
    copy.properties.push_back(is_shown
                                  ? seen("encrypted", {Truth::yes, writer->told_at, {}}, writer->engine + " encrypts all that it writes.")
                                  : said_of(row, "encrypted"));
    return copy;
}
}  // namespace

Copy KnownCopy::as_rule() const {
    Copy copy{.place = place, .medium = medium, .is_source = is_source, .exists = {}, .off_site = {}, .immutable = {}, .offline = {}};
    for (const auto& one : properties) {
        if (one.property == "exists") copy.exists = one.evidence;
        if (one.property == "off_site") copy.off_site = one.evidence;
        if (one.property == "immutable") copy.immutable = one.evidence;
        if (one.property == "offline") copy.offline = one.evidence;
    }
    return copy;
}

std::vector<KnownCopy> known_copies(const ItemRow& item, const std::vector<PlanRow>& plans, const std::vector<PlanWriter>& writers,
                                    const std::vector<CopyRow>& declared) {
    std::vector<KnownCopy> copies;
    copies.push_back({.id = {},
                      .plan = {},
                      .place = item.device_name.empty() ? "The data in use" : "The data in use, on " + item.device_name,
                      .medium = medium_of_source(item.kind),
                      .is_source = true,
                      .properties = {source_of(item)}});
    for (const PlanRow& plan : plans) {
        if (plan.ended_at.is_set()) continue;
        const auto row = std::ranges::find(declared, plan.id, &CopyRow::plan);
        const auto writer = std::ranges::find(writers, plan.id, &PlanWriter::plan);
        copies.push_back(written_by(item, plan, writer == writers.end() ? nullptr : &*writer, row == declared.end() ? nullptr : &*row));
    }
    for (const CopyRow& row : declared) {
        if (!row.plan.is_nil()) continue;
        KnownCopy copy{.id = row.id, .plan = {}, .place = row.place, .medium = row.medium, .properties = {}};
        for (const auto property : copy_properties) copy.properties.push_back(said_of(&row, property));
        copies.push_back(std::move(copy));
    }
    return copies;
}

std::optional<int> unresolved_errors(const ItemRow& item, const ProofFace* proof) {
    if (item.troubles > 0) return item.troubles;
    if (proof != nullptr && proof->is_proven) return 0;
    return std::nullopt;
}

}  // namespace steward::backups
