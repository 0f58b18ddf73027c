// The cards of machines as this signer keeps them: a machine is shown by the name that its own key signed, never by what a server says.
//
//   AUTHORITY/cards/DEVICE.msj        the newest card of each machine that was seen here
#pragma once

#include <map>
#include <optional>
#include <set>

#include "signer/folder.h"
#include "trust/place.h"

namespace steward::signer {

/// A card whose own key signed it; nothing for anything else.
std::optional<trust::DeviceCard> read_card(ByteView frame);

class Cards {
public:
    /// What is kept below an authority's folder; a damaged card is passed over, its machine has no name then.
    static Cards open(const fs::path& authority);

    /// Takes a card, an older one of the same machine excepted. Bytes that are no card are passed over. Not kept before `keep`: what
    /// was only looked at stays new.
    void take(ByteView frame);
    /// Those of a folder.
    void take_all(const fs::path& folder);
    /// All that were taken, or only those of these machines. Failure: Internal "file.unwritable".
    Status keep();
    Status keep(const std::set<trust::ShortId>& machines);
    /// Takes a machine's card out of what is kept: it was set up anew.
    Status forget(const trust::ShortId& device);

    const std::map<trust::ShortId, trust::DeviceCard>& all() const { return cards_; }
    /// No card of it was kept here before.
    bool is_new(const trust::ShortId& device) const { return new_.contains(device); }
    const trust::DeviceCard* find(const trust::ShortId& device) const;
    /// By the beginning of its id or by its host name, when only one is meant. Failure: NotFound "card.unknown".
    Result<trust::DeviceCard> find(const std::string& words) const;

    /// What speaks against taking the name for the machine: another machine had this name before, or this one had another.
    std::vector<std::string> doubts(const trust::ShortId& device) const;

private:
    explicit Cards(fs::path place) : place_(std::move(place)) {}

    fs::path place_;
    std::map<trust::ShortId, trust::DeviceCard> cards_;
    std::map<trust::ShortId, std::string> names_before_;
    std::map<fs::path, Bytes> unkept_;
    std::set<trust::ShortId> new_;
};

}  // namespace steward::signer
