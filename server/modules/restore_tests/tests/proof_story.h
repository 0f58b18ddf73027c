// A client with a database that is backed up on one machine and proven on another, an engineer and a manager of ours, and the client's
// decision-maker; a restore host that answers as a story wants. On both databases.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>

#include "server/modules/jobs/tests/stand_in.h"
#include "server/platform/access/roles.h"
#include "steward/agent/v1/backup.pb.h"
#include "steward/backups/v1/backups.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/jobs/v1/jobs.pb.h"
#include "steward/restore_tests/v1/restore_tests.pb.h"
#include "tests/house/story.h"
#include "trust/restore_record.h"
#include "trust/templates.h"

namespace steward::backups {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::alerting {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::jobs {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::restore_tests {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

using namespace std::chrono_literals;
using testing::HasSubstr, testing::ElementsAre, testing::IsEmpty;

// A base of its own, so that the stand-in is there before the house is built.
class WithStandIn {
protected:
    WithStandIn() { jobs::begin_stand_in(); }
};

class ProofStory : WithStandIn, public testing_house::Story {
protected:
    ProofStory()
        : Story({"journal", "access", "directory", "monitoring", "backups", "alerting", "service_levels", "helpdesk", "approvals",
                 "changes", "jobs", "restore_tests"},
                {directory::make_module, jobs::make_stand_in, backups::make_module, alerting::make_module, service_levels::make_module,
                 helpdesk::make_module, jobs::make_module, make_module}) {
        harbour = house.client("Harbour");
        erp = house.device(harbour, "erp-1");
        host = house.device(harbour, "restore-1");
        jobs::stand_in().add_gate(host, harbour);
        erik = account("Erik", "ENG");
        sara = account("Sara", "SVM");
        theo = account("Theo", "TEC");
    }

    Caller account(const std::string& name, const std::string& role) { return house.colleague(name, role); }
    void decider(const std::string& name, const std::string& role = "CDM");
    backups::v1::BackupItem item(const std::string& name = "ERP database", const std::string& criticality = "C1");
    backups::v1::BackupPlan backup(const std::string& item_id, const std::string& label = "erp",
                                   const std::string& schedule = "daily 02:00");
    /// The machine tells of a run that began so long ago, with what its source looked like.
    void runs(Duration ago, const std::string& point, const std::string& label = "erp", bool has_witness = true);
    /// A standing policy of class restore-test on the restore host, published and held there: its first item for files, its second for a
    /// database, too.
    std::string policy(trust::JobClass job_class = trust::JobClass::RestoreTest);

    Result<v1::ProofPlan> try_plan(const std::string& backup_plan, const std::string& policy_id, DeviceId device, int level = 1,
                                   int item = 0);
    v1::ProofPlan plan(const std::string& backup_plan, const std::string& policy_id);
    v1::ProofPlan get_plan(const std::string& id);
    std::vector<v1::RestoreTest> tests(const std::string& filter = "");
    v1::RestoreTest test(const std::string& id);
    Result<v1::RestoreTest> try_sign(const Caller& caller, const std::string& id);
    std::vector<v1::ProofFinding> findings(const std::string& filter = "");
    v1::ProofFinding finding();  // the one that there is
    backups::v1::BackupItem get_item(const std::string& id);
    std::vector<std::string> integrity();  // of all points, the oldest first
    std::vector<facts::v1::MailWanted> mails() { return house.facts<facts::v1::MailWanted>(); }
    helpdesk::v1::Ticket ticket(const std::string& id);

    /// What the restore host was asked for last.
    struct Ordered {
        std::string run;
        std::vector<std::string> values;
        std::vector<trust::Digest> files;
        Bytes frame;
    };
    Ordered ordered();
    size_t orders() const;
    /// Time passes until so many tests were asked for in all, at most two days.
    void until_ordered(size_t count);
    void takes(const Ordered& order);
    /// A record of a host that did as it was asked, and found all as it was.
    trust::RestoreRecord record(const Ordered& order) const;
    /// The host ends with this output, and the scheduler looks.
    void ends(const Ordered& order, const std::string& output, trust::Outcome outcome = trust::Outcome::Done, bool is_forged = false);
    void ends_well(const Ordered& order) { ends(order, trust::record_line(record(order))); }

    /// A test that Erik carried out by hand.
    v1::RecordRestoreTestRequest by_hand(const std::string& backup_plan, const std::string& result, int level = 4);
    v1::RestoreTest recorded(const v1::RecordRestoreTestRequest& request);

    void hear() {
        for (const DeviceId device : {erp, host})
            house.directory().note_vital(device, {.health = directory::Health::Ok, .last_seen = house.clock.now()});
    }
    void nights(int count, const std::function<void(int)>& each = {});

    ClientId harbour;
    DeviceId erp, host;
    Caller erik, sara, theo;

private:
    int told_ = 0;
    uint8_t policies_ = 0;
};

}  // namespace steward::restore_tests
