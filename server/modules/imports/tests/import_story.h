// A provider that changes from another system to ours: files go in, the reconcilers work.
#pragma once

#include "server/modules/imports/layouts.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/imports/v1/imports.pb.h"
#include "steward/timesheets/v1/timesheets.pb.h"
#include "tests/house/story.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::timesheets {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::imports {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

class ImportStory : public testing_house::Story {
protected:
    ImportStory();

    /// Uploads in two parts and gives what it was taken for.
    v1::Import upload(const std::string& name, const std::string& text);
    v1::Import get(const v1::Import& import);
    v1::Import check(const v1::Import& import);
    v1::Import apply(const v1::Import& import);
    v1::Import undo(const v1::Import& import);
    /// All of it at once.
    v1::Import bring_in(const std::string& name, const std::string& text);
    v1::Import set(const v1::Import& import, const std::string& zone, const std::string& order = "");
    void say(const v1::Import& import, const std::string& list, const std::string& value, const std::string& answer);
    std::vector<v1::ImportValue> values(const v1::Import& import);
    std::vector<v1::ImportRow> rows(const v1::Import& import, const std::string& filter);
    std::string rejected(const v1::Import& import);
    std::string exported();

    std::vector<helpdesk::v1::Ticket> tickets(const std::string& filter = "");
    std::vector<helpdesk::v1::TicketMessage> conversation(const std::string& ticket_id);
    int64_t count(const std::string& sql);
    std::string text(const std::string& sql);
    /// A row of a room that is not in this house, as it would have written it; values as SQL.
    void insert(const std::string& table, const Fields& fields);
    static std::string counts(const v1::Import& import);
    AccountId account(const std::string& name, const std::string& address);

    Caller olivia;
    AccountId tess;
};

extern const std::string neutral_file;

}  // namespace steward::imports
