#include "server/platform/ledger/export.h"

#include <algorithm>
#include <charconv>

#include "server/platform/ledger/record.h"
#include "server/platform/ledger/witness.h"
#include "trust/log_entry.h"

namespace steward::ledger {

namespace {
constexpr int entries_a_part = 1'000;
constexpr size_t most_stops = 80;

// Where an export is: the next leaf, and the sizes at which heads are compared, the last being the end.
struct Place {
    uint64_t next = 0, entries = 0;
    std::vector<uint64_t> stops;
};

std::string text_of(const Place& place) {
    std::string text = std::to_string(place.next) + "," + std::to_string(place.entries);
    for (const uint64_t stop : place.stops) text += "," + std::to_string(stop);
    return text;
}

Result<Place> place_of(std::string_view text) {
    std::vector<uint64_t> numbers;
    for (const char* at = text.data(); at <= text.data() + text.size() && numbers.size() < most_stops + 2;) {
        uint64_t number = 0;
        const auto [end, wrong] = std::from_chars(at, text.data() + text.size(), number);
        if (wrong != std::errc{}) break;
        numbers.push_back(number);
        at = end + 1;
    }
    const bool is_ours = numbers.size() >= 3 && std::ranges::is_sorted(numbers.begin() + 2, numbers.end()) &&
                         numbers.back() <= trust::most_leaves && numbers[0] < numbers.back();
    if (!is_ours) return fail(ErrorKind::Invalid, "ledger.export_place", "This is not a place in an export. Begin the export again.");
    return Place{numbers[0], numbers[1], {numbers.begin() + 2, numbers.end()}};
}

// One line for people: nothing that a terminal or a line reader takes for more.
std::string plain(std::string_view name) {
    std::string out(name);
    std::ranges::replace_if(
        out, [](char c) { return static_cast<uint8_t>(c) < ' ' || c == 0x7f; }, ' ');
    return out;
}

std::string digest_text(const trust::Digest& digest) { return to_base64(digest); }

std::string or_dash(const storage::Row& row, size_t column) { return row.is_null(column) ? "-" : to_base64(row.bytes(column)); }

Status write_chain(storage::Transaction& transaction, std::string_view kind, ClientId client, const std::string& name, std::string& out) {
    const std::string key = client.is_nil() ? "" : client.text();
    STEWARD_TRY(const auto row, transaction.query_one("select salt from ledger_chains where client = $1", key));
    if (!row) return {};
    out += "chain " + std::string(kind) + " " + to_hex(client.raw().bytes) + " " + to_base64(row->bytes(0)) + " " + plain(name) + "\n";
    return {};
}

Result<Place> begin(storage::Transaction& transaction, const ExportRequest& request, Instant now, std::string& out) {
    STEWARD_TRY(const auto head, newest_head(transaction));
    if (!head) return fail(ErrorKind::NotFound, "ledger.no_head", "Nothing was logged yet.");
    STEWARD_TRY(const auto log, log_key_of(transaction));
    out += "steward-log-export/v1\norigin " + log.name + "\nmade " + std::to_string(now.unix_ms) + "\nkey " + trust::write_note_key(log) +
           "\n";
    if (!request.client.is_nil()) STEWARD_CHECK(write_chain(transaction, "client", request.client, request.client_name, out));
    STEWARD_CHECK(write_chain(transaction, "provider", ClientId{}, "the provider's own acts", out));
    Place place;
    const auto stop_at = [&](int64_t size) {
        if (size > 0 && size < head->size) place.stops.push_back(static_cast<uint64_t>(size));
    };
    STEWARD_TRY(const auto witnesses, witnesses_of(transaction, request.client));
    for (const auto& witness : witnesses) {
        out += "witness " + trust::write_note_key(witness.key) + "\n";
        stop_at(witness.size);
    }
    stop_at(request.head_size);
    std::ranges::sort(place.stops);
    place.stops.erase(std::ranges::unique(place.stops).begin(), place.stops.end());
    place.stops.push_back(static_cast<uint64_t>(head->size));
    return place;
}

class Writer {
public:
    Writer(storage::Transaction& transaction, const ExportRequest& request, Place place)
        : transaction_(transaction), request_(request), place_(std::move(place)) {}

    Result<ExportPart> write(std::string text) {
        out_ = std::move(text);
        const uint64_t end = place_.stops.back();
        const std::string key = request_.client.is_nil() ? "" : request_.client.text();
        STEWARD_TRY(const auto rows,
                    transaction_.query("select number, client, kind, leaf, salt, body from ledger_entries where client in ($1, '') and "
                                       "number >= $2 and number < $3 order by number limit $4",
                                       key, static_cast<int64_t>(place_.next), static_cast<int64_t>(end), entries_a_part));
        for (const auto& row : rows) {
            STEWARD_CHECK(advance(static_cast<uint64_t>(row.integer(0))));
            write_entry(row, key);
            STEWARD_CHECK(pass(place_.next + 1));
        }
        if (rows.size() == entries_a_part && place_.next < end) return ExportPart{std::move(out_), text_of(place_)};
        STEWARD_CHECK(advance(end));
        out_ += "end " + std::to_string(place_.entries) + "\n";
        return ExportPart{std::move(out_), ""};
    }

private:
    // The provider's own acts concern all clients: their words are for the provider, that they happened is for everybody.
    void write_entry(const storage::Row& row, const std::string& key) {
        const bool readable = row.text(1) == key || row.integer(2) == static_cast<int64_t>(trust::EntryKind::TenantHead);
        out_ +=
            "entry " + to_base64(row.bytes(3)) + " " + (readable ? or_dash(row, 4) : "-") + " " + (readable ? or_dash(row, 5) : "-") + "\n";
        ++place_.entries;
    }

    // Other clients' leaves up to `size`, as few hashes as the stops allow.
    Status advance(uint64_t size) {
        while (place_.next < size) {
            const auto stop = std::ranges::upper_bound(place_.stops, place_.next);
            const uint64_t until = stop == place_.stops.end() ? size : std::min(size, *stop);
            for (const auto& node : trust::cover(place_.next, until)) {
                STEWARD_TRY(const auto hash, nodes_in(transaction_)(node));
                out_ += "tree " + std::to_string(node.level) + " " + digest_text(hash) + "\n";
            }
            STEWARD_CHECK(pass(until));
        }
        return {};
    }

    Status pass(uint64_t size) {
        place_.next = size;
        if (!std::ranges::binary_search(place_.stops, size)) return {};
        STEWARD_TRY(const auto head, find_head(transaction_, static_cast<int64_t>(size)));
        if (!head) return {};
        std::string note = head->note;
        STEWARD_TRY(const auto witnesses, witnesses_of(transaction_, request_.client));
        for (const auto& witness : witnesses)
            if (witness.size == head->size) note += witness.line;
        out_ += "head " + to_base64(as_bytes(note)) + "\n";
        return {};
    }

    storage::Transaction& transaction_;
    const ExportRequest& request_;
    Place place_;
    std::string out_;
};
}  // namespace

Result<ExportPart> export_part(storage::Transaction& transaction, const ExportRequest& request, std::string_view place, Instant now) {
    std::string text;
    if (!place.empty()) {
        STEWARD_TRY(auto at, place_of(place));
        STEWARD_CHECK(root_at(transaction, static_cast<int64_t>(at.stops.back())));
        return Writer(transaction, request, std::move(at)).write({});
    }
    STEWARD_TRY(auto at, begin(transaction, request, now, text));
    return Writer(transaction, request, std::move(at)).write(std::move(text));
}

}  // namespace steward::ledger
