#include "server/modules/imports/export.h"

#include "server/platform/journal/journal.h"

namespace steward::imports {

namespace {
constexpr int exported_at_once = 500;

template <typename AnyId>
AnyId after_or_nil(const std::string& text) {
    return AnyId::parse(text).value_or(AnyId{});
}

std::string kind_after(const std::string& kinds, const std::string& kind) {
    for (const auto& one : record_kinds()) {
        const bool wanted = ("," + kinds + ",").find("," + std::string(one.name) + ",") != std::string::npos;
        const auto* now = find_kind(kind);
        if (wanted && (!now || one.rank > now->rank)) return std::string(one.name);
    }
    return {};
}

template <typename Record, typename AnyId>
void append_lines(const std::vector<Record>& records, const std::string& kind, std::string& after, int64_t& count, std::string& out) {
    for (const auto& record : records) {
        out += json_line(kind, fields_of(record)) + "\n";
        after = record.id.text();
        ++count;
    }
}
}  // namespace

Result<std::string> Exporter::lines(Transaction& transaction, const std::string& kind, std::string& after, int64_t& count) {
    std::string out;
    if (kind == "client") {
        STEWARD_TRY(const auto found, rooms_.records.after(transaction, after_or_nil<ClientId>(after), exported_at_once));
        append_lines<directory::ClientRecord, ClientId>(found, kind, after, count, out);
    } else if (kind == "site") {
        STEWARD_TRY(const auto found, rooms_.records.after(transaction, after_or_nil<SiteId>(after), exported_at_once));
        append_lines<directory::SiteRecord, SiteId>(found, kind, after, count, out);
    } else if (kind == "person") {
        STEWARD_TRY(const auto found, rooms_.records.after(transaction, after_or_nil<PersonId>(after), exported_at_once));
        append_lines<directory::PersonRecord, PersonId>(found, kind, after, count, out);
    } else if (kind == "device") {
        STEWARD_TRY(const auto found, known_devices_after(transaction, after_or_nil<KnownDeviceId>(after), exported_at_once));
        append_lines<KnownDevice, KnownDeviceId>(found, kind, after, count, out);
    } else if (kind == "ticket") {
        STEWARD_TRY(const auto found, rooms_.tickets.after(transaction, after_or_nil<TicketId>(after), exported_at_once));
        append_lines<helpdesk::PastTicket, TicketId>(found, kind, after, count, out);
    } else if (kind == "message") {
        STEWARD_TRY(const auto found, rooms_.tickets.after(transaction, after_or_nil<MessageId>(after), exported_at_once));
        append_lines<helpdesk::PastMessage, MessageId>(found, kind, after, count, out);
    } else {
        STEWARD_TRY(const auto found, rooms_.times.after(transaction, after_or_nil<timesheets::EntryId>(after), exported_at_once));
        STEWARD_TRY(const auto people, transaction.query("select account_id, name from access_v_accounts limit 5000"));
        for (const auto& record : found) {
            Fields fields = fields_of(record);
            for (const auto& person : people)
                if (person.text(0) == text_of(fields, "person_id")) fields["person"] = person.text(1);
            out += json_line(kind, fields) + "\n";
            after = record.id.text();
            ++count;
        }
    }
    return out;
}

Result<bool> Exporter::step(Instant now) {
    std::optional<ExportRow> found;
    std::string text;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(found, next_export(transaction));
        text.clear();
        if (!found) return {};
        if (found->at_kind.empty()) found->at_kind = kind_after(found->kinds, "");
        STEWARD_TRY(text, lines(transaction, found->at_kind, found->after_id, found->rows));
        return {};
    }));
    if (!found) return false;
    ExportRow row = *found;
    const std::string name = row.id.text() + ".export";
    // What was written by a server that died before it said so is written over.
    if (const auto written = depot_.put(name, row.size, as_bytes(text)); !written) {
        row.state = "failed";
        row.problem = written.error().message;
        row.finished_at = now;
    } else {
        row.size += static_cast<int64_t>(text.size());
        if (text.empty()) {
            row.at_kind = kind_after(row.kinds, row.at_kind);
            row.after_id.clear();
            if (row.at_kind.empty()) {
                STEWARD_CHECK(depot_.settle(name, row.size));
                row.state = "done";
                row.finished_at = now;
            }
        }
    }
    STEWARD_CHECK(database_.write([&](Transaction& transaction) -> Status {
        transaction.after_commit([&hub = hub_, id = row.id.text()] {
            hub.publish({.client = ClientId{}, .topic = "import", .id = id, .json = "{\"export_id\":\"" + id + "\"}"});
        });
        return save_export(transaction, row);
    }));
    return true;
}

Status Exporter::run(Instant now) {
    for (int i = 0; i < steps_a_run && !is_stopping_; ++i) {
        STEWARD_TRY(const bool was_busy, step(now));
        if (!was_busy) return {};
    }
    journal::wake_workers();  // itself, after a pause in which the server may stop
    return {};
}

}  // namespace steward::imports
