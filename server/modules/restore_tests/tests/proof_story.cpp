#include "server/modules/restore_tests/tests/proof_story.h"

namespace steward::restore_tests {

void ProofStory::decider(const std::string& name, const std::string& role) {
    directory::v1::CreatePersonRequest person;
    person.set_client_id(harbour.text());
    person.set_name(name);
    person.set_email(name + "@harbour.example");
    person.add_roles(role);
    (void)house.must<directory::v1::Person>(house.owner(), "CreatePerson", person);
}

backups::v1::BackupItem ProofStory::item(const std::string& name, const std::string& criticality) {
    backups::v1::CreateBackupItemRequest request;
    request.set_client_id(harbour.text());
    request.set_name(name);
    request.set_kind("database");
    request.set_device_id(erp.text());
    request.set_criticality(criticality);
    request.set_rpo_s(86400);
    request.set_rto_s(8 * 3600);
    return house.must<backups::v1::BackupItem>(erik, "CreateBackupItem", request);
}

backups::v1::BackupPlan ProofStory::backup(const std::string& item_id, const std::string& label, const std::string& schedule) {
    backups::v1::CreateBackupPlanRequest request;
    request.set_item_id(item_id);
    request.set_device_id(erp.text());
    request.set_label(label);
    request.set_schedule(schedule);
    request.set_zone("UTC");
    return house.must<backups::v1::BackupPlan>(erik, "CreateBackupPlan", request);
}

void ProofStory::runs(Duration ago, const std::string& point, const std::string& label, bool has_witness) {
    const Instant began = house.clock.now() - ago;
    agent::v1::BackupRun run;
    run.set_run_id(std::string(12, 'r') + std::to_string(1000 + ++told_));
    run.set_label(label);
    run.set_engine("restic");
    run.set_reporter(agent::v1::WRAPPER);
    run.set_started_at_ms(static_cast<uint64_t>(began.unix_ms));
    run.set_ended_at_ms(static_cast<uint64_t>((began + std::min<Duration>(20min, ago)).unix_ms));
    run.set_content_at_ms(static_cast<uint64_t>(began.unix_ms));
    run.set_outcome(agent::v1::SUCCEEDED);
    run.set_point(point);
    if (has_witness) run.set_witness("what the source of " + point + " looked like");
    facts::v1::BackupRunReported fact;
    fact.set_client_id(harbour.text());
    fact.set_device_id(erp.text());
    fact.set_received_at_unix_ms(house.clock.now().unix_ms);
    fact.set_run(run.SerializeAsString());
    house.append(harbour, erp.text(), fact);
    house.reconcile();
}

std::string ProofStory::policy(trust::JobClass job_class) {
    trust::Policy made{.authority = jobs::stand_in().office.authority,
                       .id = trust::ShortId{static_cast<uint8_t>(++policies_)},
                       .policy_version = 1,
                       .job_class = job_class};
    if (job_class == trust::JobClass::RestoreTest)
        made.allowed = {trust::write_message(trust::RestoreTestTemplates{
            {{.name = "Files of the office", .repository = "office", .label = "erp", .most_level = 1},
             {.name = "The shop",
              .repository = "office",
              .label = "erp",
              .most_level = 2,
              .database = trust::DatabaseExpectation{
                  .kind = trust::DatabaseKind::PostgreSql, .dump = "/srv/shop.sql", .tables = {{"orders", 1, "", 0}}, .of_server = ""}}}})};
    else
        made.allowed = {trust::write_message(
            trust::ServiceTemplates{{{.name = "Restart nginx", .unit = "nginx.service", .verb = trust::ServiceVerb::Restart}}})};
    made.target = {.client = harbour.raw().bytes, .devices = {jobs::stand_in().gate(host).gate}, .tags = {}};
    made.trigger = trust::Trigger::Manual;
    made.not_before = house.clock.now();
    made.not_after = house.clock.now() + 24h * 390;
    made.budget.runs_a_day = 4;
    made.limits.timeout_s = 3600;
    const Bytes frame = jobs::stand_in().office.sign(trust::MessageType::Policy, trust::write_message(made), {"alice", "bruno"});
    const auto id = jobs::stand_in().publish(house.database, frame);
    EXPECT_TRUE(id) << (id ? "" : id.error().code + id.error().cause);
    return id.value_or("");
}

Result<v1::ProofPlan> ProofStory::try_plan(const std::string& backup_plan, const std::string& policy_id, DeviceId device, int level,
                                           int item) {
    v1::CreateProofPlanRequest request;
    request.set_level(level);
    request.set_policy_item(item);
    request.set_backup_plan_id(backup_plan);
    request.set_device_id(device.text());
    request.set_repository("office");
    request.set_policy_id(policy_id);
    return house.call<v1::ProofPlan>(erik, "CreateProofPlan", request);
}
v1::ProofPlan ProofStory::plan(const std::string& backup_plan, const std::string& policy_id) {
    auto made = try_plan(backup_plan, policy_id, host);
    EXPECT_TRUE(made) << (made ? "" : made.error().code + ": " + made.error().message + made.error().cause);
    return made.value_or(v1::ProofPlan{});
}
v1::ProofPlan ProofStory::get_plan(const std::string& id) {
    v1::GetProofPlanRequest request;
    request.set_proof_plan_id(id);
    return house.must<v1::ProofPlan>(erik, "GetProofPlan", request);
}

std::vector<v1::RestoreTest> ProofStory::tests(const std::string& filter) {
    v1::ListRestoreTestsRequest request;
    request.set_filter(filter);
    const auto list = house.must<v1::ListRestoreTestsResponse>(erik, "ListRestoreTests", request);
    return {list.tests().begin(), list.tests().end()};
}
v1::RestoreTest ProofStory::test(const std::string& id) {
    v1::GetRestoreTestRequest request;
    request.set_test_id(id);
    return house.must<v1::RestoreTest>(erik, "GetRestoreTest", request);
}
Result<v1::RestoreTest> ProofStory::try_sign(const Caller& caller, const std::string& id) {
    v1::SignRestoreTestRequest request;
    request.set_test_id(id);
    return house.call<v1::RestoreTest>(caller, "SignRestoreTest", request);
}
std::vector<v1::ProofFinding> ProofStory::findings(const std::string& filter) {
    v1::ListProofFindingsRequest request;
    request.set_filter(filter);
    const auto list = house.must<v1::ListProofFindingsResponse>(erik, "ListProofFindings", request);
    return {list.findings().begin(), list.findings().end()};
}
v1::ProofFinding ProofStory::finding() {
    const auto all = findings();
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? v1::ProofFinding{} : all.front();
}
backups::v1::BackupItem ProofStory::get_item(const std::string& id) {
    backups::v1::GetBackupItemRequest request;
    request.set_item_id(id);
    return house.must<backups::v1::BackupItem>(erik, "GetBackupItem", request);
}
std::vector<std::string> ProofStory::integrity() {
    std::vector<std::string> all;
    EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto rows, transaction.query("select integrity from backups_points order by content_at"));
        for (const auto& row : rows) all.push_back(row.text(0));
        return {};
    }));
    return all;
}
helpdesk::v1::Ticket ProofStory::ticket(const std::string& id) {
    helpdesk::v1::GetTicketRequest request;
    request.set_ticket_id(id);
    return house.must<helpdesk::v1::Ticket>(erik, "GetTicket", request);
}

size_t ProofStory::orders() const {
    return static_cast<size_t>(std::ranges::count_if(
        jobs::stand_in().sent, [](const auto& sent) { return trust::framed(sent.frame).type == trust::MessageType::RunTicket; }));
}
void ProofStory::until_ordered(size_t count) {
    for (int i = 0; i < 288 && orders() < count; ++i) house.pass(10min, 10min);
    EXPECT_EQ(orders(), count);
}
ProofStory::Ordered ProofStory::ordered() {
    const auto& all = jobs::stand_in().sent;
    for (auto at = all.rbegin(); at != all.rend(); ++at) {
        const trust::Frame frame = trust::framed(at->frame);
        if (frame.type != trust::MessageType::RunTicket) continue;
        const auto run_ticket = trust::read_message<trust::RunTicket>(frame.payload);
        const auto selection = run_ticket ? trust::read_message<trust::Selection>(run_ticket->parameters.bytes) : std::nullopt;
        if (!selection) break;
        return {to_text(RawId{run_ticket->run}), selection->values, at->files, at->frame};
    }
    ADD_FAILURE() << "nothing was asked of the restore host";
    return {.run = {}, .values = std::vector<std::string>(4), .files = {}, .frame = {}};
}
void ProofStory::takes(const Ordered& order) {
    jobs::stand_in().desk().taken(
        {.device = host, .message = trust::id_of(order.frame), .how = 0, .became = 0, .reason = 0, .result = {}, .code = {}, .words = {}});
}

trust::RestoreRecord ProofStory::record(const Ordered& order) const {
    trust::RestoreRecord made{.level = 1, .repository = "office", .label = "erp", .prover = "steward-prove 0.1.0", .engine = "restic"};
    const auto seed = from_hex(order.values[2]), witness = from_hex(order.values[3]);
    if (seed && seed->size() == made.seed.size()) std::ranges::copy(*seed, made.seed.begin());
    if (witness && witness->size() == made.witness.size()) std::ranges::copy(*witness, made.witness.begin());
    made.chosen = trust::RestorePoint{order.values[1], house.clock.now() - 1h, {}};
    made.points = {*made.chosen};
    made.points_seen = 1;
    made.how = trust::HowChosen::Asked;
    made.started = house.clock.now() - 3min;
    made.data_there = house.clock.now() - 1min;
    made.ended = house.clock.now();
    made.restored_files = 12;
    made.restored_bytes = 48'000;
    made.checks = {
        {.name = "files.same", .expected = "as at the source", .found = "the same", .objects = 12, .verdict = trust::CheckVerdict::Passed}};
    made.not_covered = {"How long restoring all of it would take."};
    made.is_wiped = true;
    return made;
}

void ProofStory::ends(const Ordered& order, const std::string& output, trust::Outcome outcome, bool is_forged) {
    takes(order);
    trust::WorkResult result{.work = parse_raw_id(order.run).value_or(RawId{}).bytes,
                             .attempt = 1,
                             .outcome = outcome,
                             .exit = outcome == trust::Outcome::Done ? 0 : 1,
                             .started = house.clock.now() - 3min,
                             .ended = house.clock.now()};
    result.output = trust::sha256(as_bytes(output));
    result.output_bytes = output.size();
    if (output.empty()) result.output = {};
    const Bytes frame = jobs::stand_in().result(host, result);
    result.device = jobs::stand_in().gate(host).gate;
    EXPECT_TRUE(jobs::stand_in().desk().done(jobs::stand_in().gate(host), result, frame));
    std::string arrived = output;
    if (is_forged) arrived.back() = '!';
    if (!arrived.empty()) jobs::stand_in().desk().output(jobs::stand_in().gate(host), result.work, 0, as_bytes(arrived));
    house.pass(2min);
}

v1::RecordRestoreTestRequest ProofStory::by_hand(const std::string& backup_plan, const std::string& result, int level) {
    const Instant now = house.clock.now();
    v1::RecordRestoreTestRequest request;
    request.set_backup_plan_id(backup_plan);
    request.set_level(level);
    request.set_result(result);
    if (result != "passed") request.set_reason("The newest order is of 2026-08-30.");
    request.set_started_at_unix_ms((now - 4h).unix_ms);
    request.set_data_at_unix_ms((now - 2h).unix_ms);
    request.set_usable_at_unix_ms((now - 50min).unix_ms);
    request.set_content_at_unix_ms((now - 10h).unix_ms);
    auto& check = *request.add_checks();
    check.set_name("orders");
    check.set_expected("newer than yesterday");
    check.set_objects(3);
    check.set_verdict(result == "failed" ? "failed" : "passed");
    request.set_environment("An isolated machine of ours");
    return request;
}
v1::RestoreTest ProofStory::recorded(const v1::RecordRestoreTestRequest& request) {
    return house.must<v1::RestoreTest>(erik, "RecordRestoreTest", request);
}

void ProofStory::nights(int count, const std::function<void(int)>& each) {
    for (int night = 0; night < count; ++night) {
        hear();
        house.pass(24h, 6h);
        if (each) each(night);
    }
}

}  // namespace steward::restore_tests
