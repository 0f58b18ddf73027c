#include "server/modules/search/sources.h"

#include <algorithm>
#include <cassert>

namespace steward::search {

namespace {
constexpr Source all_sources[] = {
    {"ticket",
     "select t.id, 'ticket' as kind, t.client_id, t.id as ticket_id, t.kind = 'internal' as internal, t.created_at as at, "
     "t.reference || ' ' || t.title as title, t.description || ' ' || t.resolution_text || ' ' || t.device_name || ' ' || "
     "t.outside_reference as body, "
     "t.state not in ('resolved', 'closed', 'cancelled', 'merged') as is_open, t.assignee_id from helpdesk_v_whole t"},
    {"message",
     "select m.id, case when m.internal then 'note' else 'message' end as kind, m.client_id, m.ticket_id, m.internal, m.at, '' as title, "
     "m.body, t.state not in ('resolved', 'closed', 'cancelled', 'merged') as is_open, t.assignee_id "
     "from helpdesk_v_messages m join helpdesk_v_desk t on t.id = m.ticket_id"},
    {"mail",
     "select m.id, 'mail' as kind, m.client_id, m.ticket_id, true as internal, m.received_at as at, m.subject as title, "
     "m.from_name || ' ' || m.from_address as body, "
     "coalesce(t.state not in ('resolved', 'closed', 'cancelled', 'merged'), false) as is_open, t.assignee_id "
     "from correspondence_v_mails m left join helpdesk_v_desk t on t.id = m.ticket_id"},
    // Of no client in particular, or of one; only what is written for clients is for them.
    {"article",
     "select id, 'article' as kind, client_id, null as ticket_id, audience <> 'clients' as internal, changed_at as at, title, body, "
     "false as is_open, null as assignee_id from knowledge_v_articles where not archived",
     false},
    {"person",
     "select id, 'person' as kind, client_id, null as ticket_id, false as internal, 0 as at, name as title, email as body, "
     "false as is_open, null as assignee_id from directory_v_people",
     false},
    {"device",
     "select id, 'device' as kind, client_id, null as ticket_id, false as internal, enrolled_at as at, name as title, "
     "hostname || ' ' || os as body, false as is_open, null as assignee_id from directory_v_devices where status = 'active'",
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
            .body = row.text(7),
            .is_open = row.boolean(8),
            .assignee = row.text_or(9)};
}

constexpr std::string_view columns_of_sources =
    "s.id, s.kind, s.client_id, s.ticket_id, s.internal, s.at, s.title, s.body, s.is_open, s.assignee_id";
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

Status take_words_of(Transaction& transaction, std::string_view ticket) {
    for (const auto* name : {"message", "mail"}) {
        const Source& source = source_named(name);
        STEWARD_TRY(
            const auto rows,
            transaction.query("select " + std::string(columns_of_sources) + " from " + of(source) + " where s.ticket_id = $1", ticket));
        for (const auto& row : rows) STEWARD_CHECK(put(transaction, read_document(source, row)));
    }
    return {};
}

Result<int> compare(Transaction& transaction, const Source& source, int limit) {
    const std::string most = " limit " + std::to_string(limit);
    STEWARD_TRY(
        const auto differing,
        transaction.query(
            "select " + std::string(columns_of_sources) + " from " + of(source) +
                " left join search_documents d on d.source = $1 and d.source_id = s.id where d.number is null or "
                "d.title <> s.title or d.at <> s.at or d.internal <> s.internal or substr(d.body, 1, 4000) <> substr(s.body, 1, 4000) "
                "or coalesce(d.client_id, '') <> coalesce(s.client_id, '')" +
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
