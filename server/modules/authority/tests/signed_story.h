// A house whose people sign, and a desk that takes all work: what the stories of this room begin with.
#pragma once

#include "server/modules/authority/authority.h"
#include "server/modules/authority/tests/machine.h"
#include "steward/authority/v1/authority.pb.h"
#include "tests/house/story.h"
#include "trust/binding_parent.h"

namespace steward::authority {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

// Takes all work, and remembers it.
class Desk final : public WorkDesk, public WorkTaker {
public:
    void gate_ready(const GateView& gate) override {
        note([&] { ready.push_back(gate.device); });
    }
    void taken(const TakenWord& word) override {
        std::unique_lock held(mutex);
        changed.wait(held, [&] { return !is_held; });
        words.push_back(word);
        changed.notify_all();
    }
    Result<bool> done(const GateView&, const trust::WorkResult& result, ByteView) override {
        note([&] { results.push_back(result.work); });
        return true;
    }
    void output(const GateView&, const trust::ShortId&, uint64_t, ByteView part) override {
        note([&] { written += std::string(as_text(part)); });
    }
    Result<std::optional<Bytes>> material(const trust::Digest& digest) override {
        return digest == trust::Digest{7} ? std::optional(Bytes(200'000, 'm')) : std::nullopt;
    }
    Result<std::string> take_job(storage::Transaction&, const SignedWork& work, const trust::Job& job, int64_t number,
                                 std::string_view) override {
        if (is_full) return fail(ErrorKind::Conflict, "jobs.full", "No room. Wait.");
        note([&] {
            numbers.push_back(number);
            holders = work.holders;
            files = work.files;
            message = work.message;
            work_id = job.id;
        });
        return "job-1";
    }
    Result<std::string> take_policy(storage::Transaction&, const SignedWork&, const trust::Policy&, int64_t, std::string_view) override {
        return "policy-1";
    }
    Result<std::string> title_of(storage::Transaction&, const trust::Job&) override { return "Restart nginx.service on 1 machine"; }
    void published() override {
        note([&] { ++publications; });
    }

    template <class Holds>
    bool until(Holds holds) {
        std::unique_lock held(mutex);
        return changed.wait_for(held, std::chrono::seconds(20), holds);
    }
    template <class Change>
    void note(Change change) {
        const std::lock_guard held(mutex);
        change();
        changed.notify_all();
    }
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<DeviceId> ready;
    std::vector<TakenWord> words;
    std::vector<trust::ShortId> results;
    std::string written;
    std::vector<int64_t> numbers;
    std::vector<std::string> holders;
    std::vector<Bytes> files;  // beside the job
    trust::Digest message{};
    trust::ShortId work_id{};
    int publications = 0;
    bool is_full = false, is_held = false;  // held: the room's thread waits
};

// Before the house and gone after it: the room's thread speaks to it to the end.
struct WithDesk {
    Desk desk;
};

class Signed : protected WithDesk, public testing_house::Story {
protected:
    Signed() : Story({"journal", "access", "directory", "authority"}, {directory::make_module, make_module}) {
        room().set_work_desk(desk);
        room().set_work_taker(desk);
        harbour = house.client("Harbour");
        mill = house.client("Mill");
        office.begin = house.clock.now() - std::chrono::hours(24 * 30);
        office.add("alice", "alice", trust::everyday);
        office.add("bob", "bob", trust::everyday);
        office.add("safe", "safe", trust::for_recovery);
        office.add("beacon", "beacon", trust::beacon);
    }
    Authority& room() { return house.take<Authority>(); }

    Result<v1::PostAuthorityMessageResponse> post(const Bytes& frame) {
        v1::PostAuthorityMessageRequest request;
        request.set_frame(frame.data(), frame.size());
        return house.call<v1::PostAuthorityMessageResponse>(house.owner(), "PostAuthorityMessage", request);
    }
    std::string became(const Bytes& frame) {
        const auto posted = post(frame);
        return posted ? posted->became() : posted.error().code;
    }
    Bytes begin() { return office.genesis({"alice", "bob", "beacon"}, {"safe"}, 2, 1); }

    Bytes job(ClientId client, const std::vector<std::string>& names, std::vector<trust::ShortId> devices) {
        trust::Job job{.authority = office.authority, .id = {5, 5}, .job_class = trust::JobClass::Service};
        job.action.bytes = {0xa0};
        job.target = {client.raw().bytes, std::move(devices)};
        job.not_before = house.clock.now();
        job.not_after = house.clock.now() + std::chrono::hours(1);
        const auto roster = room().roster();
        if (roster) job.roster_seq = roster->seq(), job.roster_head = roster->head();
        job.log_level = 1;
        return office.sign(trust::MessageType::Job, trust::write_message(job), names);
    }
    Bytes grant(const std::vector<std::string>& names, Duration life = std::chrono::hours(24)) {
        trust::Grant grant{.authority = office.authority, .id = grant_id, .client = harbour.raw().bytes};
        grant.token_hash = {3};
        grant.most_uses = 2;
        grant.not_after = house.clock.now() + life;
        grant.server = {{"steward.example.net:7443"}, {trust::Digest{1}}};
        grant.roster_seq = room().roster()->seq();
        grant.roster_head = room().roster()->head();
        grant.limits.allowed.bits = 2;
        return office.sign(trust::MessageType::Grant, trust::write_message(grant), names);
    }
    Bytes heartbeat(const trust::ShortId& nonce = {}) {
        trust::Heartbeat beat{.authority = office.authority, .seq = room().roster()->seq(), .head = room().roster()->head()};
        beat.time = house.clock.now();
        beat.nonce = nonce;
        return office.sign(trust::MessageType::Heartbeat, trust::write_message(beat), {"beacon"});
    }
    std::vector<std::string> logged() {
        std::vector<std::string> actions;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto rows, transaction.query("select action from ledger_entries order by number"));
            for (const auto& row : rows)
                if (row.text(0).starts_with("authority.")) actions.push_back(row.text(0));
            return {};
        }));
        return actions;
    }
    /// What the newest entry of this kind says: "name: value" each.
    std::vector<std::string> entry_says(const std::string& action) {
        std::vector<std::string> said;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto rows,
                        transaction.query("select body from ledger_entries where action = $1 order by number desc", action));
            const auto body = rows.empty() ? std::nullopt : trust::read_body(rows.front().bytes(0));
            EXPECT_TRUE(body) << action;
            if (body)
                for (const auto& detail : body->details) said.push_back(detail.name + ": " + detail.value);
            return {};
        }));
        return said;
    }
    void connect(const std::string& name) {
        files = house.device(harbour, name);
        inbox = std::make_shared<Inbox>();
        session = house.take<intake::Gates>().open({files, harbour, Bytes(32, 1)}, inbox);
    }
    void reconnect() {
        session.reset();
        inbox = std::make_shared<Inbox>();
        session = house.take<intake::Gates>().open({files, harbour, Bytes(32, 1)}, inbox);
    }
    void say(const agent::v1::AgentMessage& message) { EXPECT_TRUE(session->hear(message, house.clock.now())); }
    /// A chain, a grant, and a machine that is ready.
    void begin_with(const Machine& machine) {
        ASSERT_EQ(became(begin()), "accepted");
        ASSERT_EQ(became(grant({"alice"})), "accepted");
        connect("files-1");
        say(machine.state(*room().roster(), grant_id));
        ASSERT_TRUE(desk.until([&] { return !desk.ready.empty(); }));
    }
    /// Everything that was said before has been dealt with.
    void settle() {
        size_t before = 0;
        for (const auto& message : inbox->all()) before += message.has_material() ? 1 : 0;
        agent::v1::AgentMessage last;
        last.mutable_material_wanted()->set_digest(std::string(32, 'x'));
        say(last);
        EXPECT_TRUE(inbox->wait_for(agent::v1::ServerMessage::kMaterial, before + 1));
    }
    /// How often a frame was brought on this connection.
    size_t brought(const Bytes& frame) const {
        size_t count = 0;
        for (const auto& message : inbox->all()) count += message.signed_message().frame() == as_text(frame) ? 1 : 0;
        return count;
    }
    Bytes binding(const Machine& machine, ClientId client, uint64_t seq, const trust::Digest& previous,
                  const std::vector<std::string>& names) {
        trust::Binding binding{
            .authority = office.authority, .device = machine.id, .device_key = machine.key(), .client = client.raw().bytes};
        binding.tags = {"ring:" + std::to_string(seq)};
        binding.seq = seq;
        binding.previous = previous;
        return office.sign(trust::MessageType::Binding, trust::write_message(binding), names);
    }

    const trust::ShortId grant_id{9, 9, 9};
    trust::Office office;
    ClientId harbour, mill;
    DeviceId files;
    std::shared_ptr<Inbox> inbox;
    std::unique_ptr<intake::GateSession> session;  // before the house is gone
};

}  // namespace steward::authority
