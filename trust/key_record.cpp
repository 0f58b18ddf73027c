#include "trust/key_record.h"

#include <algorithm>

namespace steward::trust {

namespace {
constexpr uint32_t known_classes = (uint32_t{1} << (last_job_class + 1)) - 2;
constexpr std::string_view every_client = "*";

bool is_of_browser(Algorithm algorithm) { return algorithm == Algorithm::BrowserEs256 || algorithm == Algorithm::BrowserEd25519; }

// A record may say less of its key than there is, never more.
Assurance strongest(Algorithm algorithm) {
    if (is_of_browser(algorithm)) return Assurance::Browser;
    const bool is_of_security_key = algorithm == Algorithm::FidoEd25519 || algorithm == Algorithm::FidoEs256;
    return is_of_security_key ? Assurance::Hardware : Assurance::Software;
}
}  // namespace

void ClassSet::read_from(CborReader& reader) {
    const uint64_t number = reader.number();
    if ((number & ~uint64_t{known_classes}) != 0) reader.refuse();
    bits = static_cast<uint32_t>(number);
}

bool ClientSet::has(const ShortId& client) const { return all || std::ranges::find(list, client) != list.end(); }

void ClientSet::read_from(CborReader& reader) {
    CborReader ahead = reader;
    if (ahead.text() == every_client) {
        all = true;
        reader = ahead;
        return;
    }
    for (size_t left = reader.array(); left > 0 && reader.is_sound(); --left) {
        const ByteView id = reader.bytes_of(std::tuple_size_v<ShortId>);
        if (reader.is_sound()) std::copy(id.begin(), id.end(), list.emplace_back().begin());
    }
}

void ClientSet::write_to(CborWriter& writer) const {
    if (all) {
        writer.text(every_client);
        return;
    }
    writer.array(list.size());
    for (const auto& id : list) writer.bytes(id);
}

bool KeyRecord::operator==(const KeyRecord& other) const { return write_message(*this) == write_message(other); }

bool is_well_formed(const KeyRecord& record) {
    const Algorithm algorithm = record.key.algorithm;
    if (algorithm < Algorithm::Ed25519 || algorithm > Algorithm::BrowserEd25519 || !has_right_size(record.key)) return false;
    if (record.id != key_id(record.key) || record.holder.empty()) return false;
    if (record.assurance < Assurance::Browser || record.assurance > strongest(algorithm)) return false;
    if (record.not_after <= record.not_before || record.not_after - record.not_before > longest_key_life) return false;
    if (is_of_browser(algorithm) == record.party.id.empty() || is_of_browser(algorithm) == record.party.origins.empty()) return false;
    if (is_of_browser(algorithm) && record.roles != static_cast<uint8_t>(Role::Job)) return false;
    return record.vault_key.empty() || record.vault_key.size() == 32;
}

}  // namespace steward::trust
