#include "server/modules/imports/tests/import_story.h"

namespace steward::imports {

const std::string neutral_file =
    R"({"record":"ticket","external_id":"t1","reference":"T20240301.0001","client_id":"c1","requester_id":"p1",)"
    R"("title":"Printer is dead","kind":"incident","source":"phone","priority":"P2","state":"closed",)"
    R"("queue":"service desk","category":"Software > Licence","assignee":"tess@desk.example",)"
    R"("created_at":"2024-03-01T09:00:00+01:00","resolved_at":"2024-03-01T11:00:00+01:00",)"
    R"("closed_at":"2024-03-04T11:00:00+01:00","resolution_text":"New toner","tags":"printers, toner"})"
    "\n"
    R"({"record":"client","external_id":"c1","name":"Harbour Precision","zone":"Europe/Zurich"})"
    "\n"
    R"({"record":"site","external_id":"s1","client_id":"c1","name":"Yard 4","address":"Yard 4\nHarbour"})"
    "\n"
    R"({"record":"person","external_id":"p1","client_id":"c1","site_id":"s1","name":"Paula Clerk",)"
    R"("email":"paula@harbour.example","vip":"yes"})"
    "\n"
    R"({"record":"message","external_id":"m2","ticket_id":"t1","at":"2024-03-01T10:00:00+01:00",)"
    R"("author":"tess@desk.example","text":"We bring toner.","internal":"no"})"
    "\n"
    R"({"record":"message","external_id":"m1","ticket_id":"t1","at":"2024-03-01T09:30:00+01:00",)"
    R"("contact":"Paula Clerk","text":"It says toner."})"
    "\n"
    R"({"record":"message","external_id":"m3","ticket_id":"t1","at":"2024-03-01T10:30:00+01:00",)"
    R"("author":"tess@desk.example","text":"Their toner is old.","internal":"yes"})"
    "\n"
    R"({"record":"time","external_id":"z1","ticket_id":"t1","person":"tess@desk.example",)"
    R"("from":"2024-03-01T10:00:00+01:00","until":"2024-03-01T10:45:00+01:00","activity":"reactive","note":"On site"})"
    "\n";

ImportStory::ImportStory()
    : Story({"journal", "access", "directory", "alerting", "service_levels", "helpdesk", "attachments", "knowledge", "major_incidents",
             "proactivity", "timesheets", "templates", "approvals", "problems", "changes", "correspondence", "surveys", "imports"},
            {directory::make_module, service_levels::make_module, helpdesk::make_module, timesheets::make_module, make_module}) {
    olivia = house.owner();
    tess = account("Tess Technician", "tess@desk.example");
}

AccountId ImportStory::account(const std::string& name, const std::string& address) {
    SystemRng rng;
    const auto id = AccountId::make(house.clock.now(), rng);
    const auto stored = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, "
                                "changed_at) values ($1, $2, $2, $3, 'active', true, 1, $4, $4)",
                                id, address, name, house.clock.now()));
        STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, 'TEC')", id));
        return {};
    });
    EXPECT_TRUE(stored) << (stored ? "" : stored.error().cause);
    return id;
}

v1::Import ImportStory::upload(const std::string& name, const std::string& text) {
    v1::CreateImportRequest create;
    create.set_name(name);
    create.set_size_bytes(static_cast<int64_t>(text.size()));
    auto import = house.must<v1::Import>(olivia, "CreateImport", create);
    const size_t half = text.size() / 2;
    for (const auto& [offset, part] : {std::pair(size_t(0), text.substr(0, half)), std::pair(half, text.substr(half))}) {
        if (part.empty()) continue;
        v1::PutImportPartRequest put;
        put.set_import_id(import.import_id());
        put.set_offset(static_cast<int64_t>(offset));
        put.set_content(part);
        import = house.must<v1::Import>(olivia, "PutImportPart", put);
    }
    return import;
}

v1::Import ImportStory::get(const v1::Import& import) {
    v1::GetImportRequest request;
    request.set_import_id(import.import_id());
    return house.must<v1::Import>(olivia, "GetImport", request);
}

v1::Import ImportStory::check(const v1::Import& import) {
    v1::CheckImportRequest request;
    request.set_import_id(import.import_id());
    house.must<v1::Import>(olivia, "CheckImport", request);
    house.reconcile();
    return get(import);
}

v1::Import ImportStory::apply(const v1::Import& import) {
    v1::ApplyImportRequest request;
    request.set_import_id(import.import_id());
    house.must<v1::Import>(olivia, "ApplyImport", request);
    house.reconcile();
    return get(import);
}

v1::Import ImportStory::undo(const v1::Import& import) {
    v1::UndoImportRequest request;
    request.set_import_id(import.import_id());
    house.must<v1::Import>(olivia, "UndoImport", request);
    house.reconcile();
    return get(import);
}

v1::Import ImportStory::bring_in(const std::string& name, const std::string& text) {
    const auto import = upload(name, text);
    EXPECT_EQ(import.state(), "mapping") << import.problem();
    EXPECT_EQ(check(import).state(), "checked");
    return apply(import);
}

v1::Import ImportStory::set(const v1::Import& import, const std::string& zone, const std::string& order) {
    v1::UpdateImportRequest request;
    request.set_import_id(import.import_id());
    request.set_zone(zone);
    if (!order.empty()) request.set_date_order(order);
    return house.must<v1::Import>(olivia, "UpdateImport", request);
}

void ImportStory::say(const v1::Import& import, const std::string& list, const std::string& value, const std::string& answer) {
    v1::SetImportValuesRequest request;
    request.set_import_id(import.import_id());
    auto& one = *request.add_answers();
    one.set_list(list);
    one.set_value(value);
    one.set_answer(answer);
    house.must<v1::Import>(olivia, "SetImportValues", request);
}

std::vector<v1::ImportValue> ImportStory::values(const v1::Import& import) {
    v1::ListImportValuesRequest request;
    request.set_import_id(import.import_id());
    const auto answer = house.must<v1::ListImportValuesResponse>(olivia, "ListImportValues", request);
    return {answer.values().begin(), answer.values().end()};
}

std::vector<v1::ImportRow> ImportStory::rows(const v1::Import& import, const std::string& filter) {
    v1::ListImportRowsRequest request;
    request.set_import_id(import.import_id());
    request.set_filter(filter);
    const auto answer = house.must<v1::ListImportRowsResponse>(olivia, "ListImportRows", request);
    return {answer.rows().begin(), answer.rows().end()};
}

std::string ImportStory::rejected(const v1::Import& import) {
    v1::DownloadRejectedRowsRequest request;
    request.set_import_id(import.import_id());
    return house.must<v1::ImportFilePart>(olivia, "DownloadRejectedRows", request).content();
}

std::string ImportStory::exported() {
    const auto begun = house.must<v1::Export>(olivia, "CreateExport", v1::CreateExportRequest{});
    house.reconcile();
    v1::DownloadExportRequest request;
    request.set_export_id(begun.export_id());
    return house.must<v1::ImportFilePart>(olivia, "DownloadExport", request).content();
}

std::vector<helpdesk::v1::Ticket> ImportStory::tickets(const std::string& filter) {
    helpdesk::v1::ListTicketsRequest request;
    request.set_filter(filter);
    const auto answer = house.must<helpdesk::v1::ListTicketsResponse>(olivia, "ListTickets", request);
    return {answer.tickets().begin(), answer.tickets().end()};
}

std::vector<helpdesk::v1::TicketMessage> ImportStory::conversation(const std::string& ticket_id) {
    helpdesk::v1::ListMessagesRequest request;
    request.set_ticket_id(ticket_id);
    const auto answer = house.must<helpdesk::v1::ListMessagesResponse>(olivia, "ListMessages", request);
    return {answer.messages().begin(), answer.messages().end()};
}

void ImportStory::insert(const std::string& table, const Fields& fields) {
    std::string columns, values;
    for (const auto& [column, value] : fields) {
        columns += (columns.empty() ? "" : ", ") + column;
        values += (values.empty() ? "" : ", ") + value;
    }
    const auto stored = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("insert into " + table + " (" + columns + ") values (" + values + ")"));
        return {};
    });
    EXPECT_TRUE(stored) << table << (stored ? "" : stored.error().cause);
}

std::string ImportStory::text(const std::string& sql) {
    std::string found;
    const auto read = house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one(sql));
        found = row ? row->text(0) : "";
        return {};
    });
    EXPECT_TRUE(read) << (read ? "" : read.error().cause);
    return found;
}

int64_t ImportStory::count(const std::string& sql) {
    int64_t number = -1;
    const auto read = house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("select count(*) from " + sql));
        number = row->integer(0);
        return {};
    });
    EXPECT_TRUE(read) << (read ? "" : read.error().cause);
    return number;
}

std::string ImportStory::counts(const v1::Import& import) {
    return std::to_string(import.created()) + " created, " + std::to_string(import.updated()) + " updated, " +
           std::to_string(import.unchanged()) + " unchanged, " + std::to_string(import.rejected()) + " rejected";
}

}  // namespace steward::imports
