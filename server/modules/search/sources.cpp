#include "server/modules/search/sources.h"

#include <algorithm>
#include <cassert>

namespace steward::search {

namespace {
constexpr Source all_sources[] = {
    {"ticket",
     "select id, 'ticket' as kind, client_id, id as ticket_id, kind = 'internal' as internal, created_at as at, "
     "reference || ' ' || title as title, description || ' ' || resolution_text || ' ' || device_name as body from helpdesk_v_desk"},
    {"message",
     "select id, case when internal then 'note' else 'message' end as kind, client_id, ticket_id, internal, at, '' as title, "
     "body from helpdesk_v_messages"},
    {"mail",
     "select id, 'mail' as kind, client_id, ticket_id, true as internal, received_at as at, subject as title, "
     "from_name || ' ' || from_address as body from correspondence_v_mails"},
    {"person",
     "select id, 'person' as kind, client_id, null as ticket_id, false as internal, 0 as at, name as title, email as body "
     "from directory_v_people",
     false},
    {"device",
     "select id, 'device' as kind, client_id, null as ticket_id, false as internal, enrolled_at as at, name as title, "
     "hostname || ' ' || os as body from directory_v_devices where status = 'active'",
     false},
};

std::string of(const Source& source) { return "(" + std::string(source.select) + ") s"; }

Document read_document(const Source& source, const storage::Row& row) {
    return {.source = std::string(source.name),
            .id = row.text(0),
            .kind = row.text(1),
            .client = row.text_or(2),
            .ticket = row.text_or(3),
            .internal = row.boolean(4),
            .at = row.instant(5),
            .title = row.text(6),
            .body = row.text(7)};
}

constexpr std::string_view columns_of_sources = "s.id, s.kind, s.client_id, s.ticket_id, s.internal, s.at, s.title, s.body";
}  // namespace

std::span<const Source> sources() { return all_sources; }

const Source& source_named(std::string_view name) {
    const auto found =
        std::find_if(std::begin(all_sources), std::end(all_sources), [&](const Source& source) { return source.name == name; });
    assert(found != std::end(all_sources));
    return *found;
}

Result<std::vector<Document>> read_page(Transaction& transaction, const Source& source, std::string_view after, int limit) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(columns_of_sources) + " from " + of(source) +
                                                       " where s.id > $1 order by s.id limit " + std::to_string(limit),
                                                   after));
    std::vector<Document> documents;
    for (const auto& row : rows) documents.push_back(read_document(source, row));
    return documents;
}

Status take(Transaction& transaction, const Source& source, std::string_view id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(columns_of_sources) + " from " + of(source) + " where s.id = $1", id));
    return row ? put(transaction, read_document(source, *row)) : remove(transaction, source.name, id);
}

Status take_messages_of(Transaction& transaction, std::string_view ticket) {
    const Source& messages = source_named("message");
    STEWARD_TRY(
        const auto rows,
        transaction.query("select " + std::string(columns_of_sources) + " from " + of(messages) + " where s.ticket_id = $1", ticket));
    for (const auto& row : rows) STEWARD_CHECK(put(transaction, read_document(messages, row)));
    return {};
}

Result<int> compare(Transaction& transaction, const Source& source, int limit) {
    const std::string most = " limit " + std::to_string(limit);
    STEWARD_TRY(const auto differing,
                transaction.query("select " + std::string(columns_of_sources) + " from " + of(source) +
                                      " left join search_documents d on d.source = $1 and d.source_id = s.id where d.number is null or "
                                      "d.title <> s.title or d.body <> s.body or d.client_id <> s.client_id" +
                                      most,
                                  source.name));
    for (const auto& row : differing) STEWARD_CHECK(put(transaction, read_document(source, row)));
    STEWARD_TRY(const auto gone, transaction.query("select d.source_id from search_documents d left join " + of(source) +
                                                       " on s.id = d.source_id where d.source = $1 and s.id is null" + most,
                                                   source.name));
    for (const auto& row : gone) STEWARD_CHECK(remove(transaction, source.name, row.text(0)));
    return static_cast<int>(differing.size() + gone.size());
}

Result<int64_t> count(Transaction& transaction, const Source& source) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*) from " + of(source)));
    return row->integer(0);
}

}  // namespace steward::search
