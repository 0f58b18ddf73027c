#include "tests/evil/world.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sodium.h>
#include <unistd.h>

#include <fstream>

namespace steward::evil {

namespace fs = std::filesystem;

namespace {
constexpr Instant noon{1'767'268'800'000};  // of the day after genesis
}  // namespace

std::string_view name_of(Condition condition) {
    static constexpr std::string_view names[] = {"fresh", "restarted", "rolled back"};
    return names[static_cast<size_t>(condition)];
}

Result<gate::ProcessId> CountingLauncher::start(const ShortId& work) {
    if (std::exchange(dies_next, false)) return fail(ErrorKind::Internal, "gate.no_launcher", "The story wants it to die here.");
    started.push_back(work);
    return real_ ? real_->start(work) : Result<gate::ProcessId>(gate::ProcessId{});
}

World::World(const Wanted& wanted) : clock(noon) {
    const char* tmp = std::getenv("TMPDIR");
    std::string pattern = std::string(tmp ? tmp : "/tmp") + "/steward-evil-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    fs::permissions(folder, fs::perms(0711));
    fs::create_directories(folder / "state/work");
    fs::permissions(folder / "state", fs::perms(0700));
    std::unique_ptr<gate::Launcher> real;
    if (wanted.really_runs && !wanted.elsewhere) {
        auto made = gate::make_launcher((folder / "state/work").string());
        if (made) real = std::move(*made);
        EXPECT_TRUE(real);
    }
    launcher = std::make_unique<CountingLauncher>(std::move(real));
    for (const auto* name : {"alice", "bob", "carol", "mallory"}) office.add(name, name, everyday);
    office.add("tower", "tower", beacon);
    for (const auto* name : {"safe", "safe2", "safe3"}) office.add(name, name, for_recovery);
    if (wanted.alone) people = {"alice"};
    genesis = wanted.alone ? office.genesis({"alice", "tower"}, {"safe", "safe2", "safe3"}, 1, 2)
                           : office.genesis({"alice", "bob", "carol", "tower"}, {"safe", "safe2", "safe3"}, 2, 2);
    roster = Roster::begin(framed(genesis));
    EXPECT_TRUE(roster);
    chain.push_back(genesis);
    if (!wanted.alone) add_people();
    LocalLimits limits = wanted.limits;
    if (!wanted.is_limited) limits.allowed.bits = (1U << (last_job_class + 1)) - 2;
    if (wanted.elsewhere) elsewhere = wanted.elsewhere(*this);
    start();
    enrol(limits);
    const std::string body = "echo sings >> " + (folder / "canary").string() + "\n";
    body_ = sha256(as_bytes(body));
    EXPECT_EQ(say(Want::Material, {body_, gate::big_endian(static_cast<uint32_t>(body.size())), gate::big_endian(0), as_bytes(body)}),
              "done");
    hear();
}

World::~World() {
    stop();
    elsewhere.reset();
    launcher.reset();
    std::error_code ignored;
    fs::remove_all(folder, ignored);
}

// Keys of the common mistakes and of the less common ones, each added by the majority.
void World::add_people() {
    const auto add = [&](KeyRecord record) {
        record.id = key_id(record.key);
        grown(update(UpdateKind::AddKey, write_message(KeyBody{record}), people));
    };
    add(office.add("alice2", "alice", everyday));
    KeyRecord narrow = office.add("narrow", "nora", 2);
    narrow.classes.bits = 1U << static_cast<unsigned>(JobClass::Reboot);
    add(narrow);
    add(office.add("abroad", "abe", 2, {.all = false, .list = {ShortId{77}}}));
    add(office.add("client", "client", of_client, {.all = false, .list = {client}}));
    add(office.add("gone", "gus", 2));
    grown(office.remove_key(*roster, "gone", people));
    KeyRecord old = office.add("old", "oda", 2);
    old.not_after = noon - 1h;
    add(old);
    KeyRecord soon = office.add("soon", "sam", 2);
    soon.not_before = noon + 24h;
    add(soon);
    KeyRecord fido = office.add("fido", "carol", everyday);
    fido.key.algorithm = Algorithm::FidoEd25519;
    fido.assurance = Assurance::Hardware;
    add(fido);
    KeyRecord web = office.add("web", "wanda", 2);
    web.key.algorithm = Algorithm::BrowserEd25519;
    web.assurance = Assurance::Browser;
    web.party = {.id = "desk.example.org", .origins = {"https://desk.example.org"}};
    add(web);
    KeyRecord small = office.add("small", "sid", 2);
    small.key.bytes = Bytes(32);
    small.key.bytes[0] = 1;
    add(small);
    KeyRecord on_chip = office.add("chip", "chip", 2);
    on_chip.key = {Algorithm::Es256, chip_key()};
    add(on_chip);
}

Bytes World::grown(const Bytes& frame) {
    EXPECT_EQ(roster->take(framed(frame), clock.now()), Taken::Accepted);
    chain.push_back(frame);
    return frame;
}

Bytes World::update(UpdateKind kind, const Bytes& body, const std::vector<std::string>& names) const {
    return office.update(roster->seq() + 1, roster->head(), kind, body, names, office.begin);
}

Bytes World::suspend(const std::string& target, const std::string& by) const {
    const Suspend message{
        .authority = office.authority, .target = office.record(target).id, .issued = clock.now(), .until = clock.now() + 24h, .reason = {}};
    return office.sign(MessageType::Suspend, write_message(message), {by});
}

Bytes World::grant(const LocalLimits& limits) const {
    Grant grant{.authority = office.authority, .id = {3}, .client = client, .site = {4}, .limits = limits};
    grant.token_hash = sha256(line_secret);
    grant.roster_seq = roster->seq();
    grant.roster_head = roster->head();
    grant.not_after = clock.now() + 24h;
    return office.sign(MessageType::Grant, write_message(grant), {"alice"});
}

void World::enrol(const LocalLimits& limits) {
    gate::Request request{.want = Want::Enrol, .digest = office.authority};
    const Bytes last = grant(limits);
    for (const Bytes& frame : chain) request.frames.emplace_back(frame);
    request.frames.emplace_back(last);
    const auto answer = elsewhere ? elsewhere->enrol(request) : gate->answer(request);
    const auto state = read_message<gate::StateAnswer>(answer.body);
    const auto failed = read_message<gate::FailedAnswer>(answer.body);
    ASSERT_TRUE(answer.how == gate::How::Done && state && state->is_enrolled) << (failed ? failed->message : "");
    device = state->device;
}

void World::start() {
    if (elsewhere) return elsewhere->start();
    gate = std::make_unique<Gate>(Gate::Settings{folder / "state", "0.4"}, clock, rng, *launcher);
}

void World::stop() {
    wait();
    if (elsewhere) elsewhere->stop();
    gate.reset();
}

void World::restart() {
    stop();
    start();
}

void World::lose_journal() {
    stop();
    fs::resize_file(folder / "state/journal", 0);
    start();
}

void World::die_at_next_job() {
    if (elsewhere) return elsewhere->dies_next();
    launcher->dies_next = true;
}

void World::be(Condition condition) {
    clock.advance(1s);
    if (condition == Condition::Restarted) restart();
    if (condition != Condition::RolledBack) return;
    lose_journal();
    hear();
}

gate::Answer World::ask(Want want, std::initializer_list<ByteView> parts) {
    const Bytes bytes = gate::write_request(want, parts);
    const auto request = gate::read_request(ByteView(bytes).subspan(gate::length_size));
    if (!request) return {gate::How::Failed, write_message(gate::FailedAnswer{"not.read", ""})};
    if (elsewhere) return elsewhere->ask(*request);
    gate->turn();
    return gate->answer(*request);
}

std::string World::say(Want want, std::initializer_list<ByteView> parts) {
    const auto answer = ask(want, parts);
    if (answer.how == gate::How::Failed)
        return "failed " + read_message<gate::FailedAnswer>(answer.body).value_or(gate::FailedAnswer{}).code;
    if (answer.how == gate::How::Refused) {
        const uint64_t reason = read_message<gate::RefusedAnswer>(answer.body).value_or(gate::RefusedAnswer{}).reason;
        return "refused " + std::to_string(reason / 256) + "." + std::to_string(reason % 256);
    }
    if (want != Want::Take) return "done";
    const auto taken = read_message<gate::TakenAnswer>(answer.body).value_or(gate::TakenAnswer{});
    return taken.type == static_cast<uint8_t>(MessageType::Job) ? "runs" : "became " + std::to_string(taken.became);
}

std::string World::take(const Bytes& frame) { return say(Want::Take, {frame}); }

ShortId World::nonce() { return read_message<gate::QuestionAnswer>(ask(Want::Question).body).value_or(gate::QuestionAnswer{}).nonce; }

Bytes World::heartbeat(const ShortId& nonce, uint64_t seq, const Digest& head) const {
    const Heartbeat message{.authority = office.authority, .seq = seq, .head = head, .time = clock.now(), .nonce = nonce};
    return office.sign(MessageType::Heartbeat, write_message(message), {"tower"});
}

std::string World::hear() { return take(heartbeat(nonce(), roster->seq(), roster->head())); }

void World::wait() {
    for (int turn = 0; (gate || elsewhere) && turn < 2000; ++turn) {
        if (gate) gate->turn();
        const auto state = read_message<gate::StateAnswer>(ask(Want::State).body);
        if (!state || state->running == 0) return;
        ::poll(nullptr, 0, 2);
    }
}

size_t World::effects() const {
    std::ifstream canary(folder / "canary");
    const std::string text{std::istreambuf_iterator<char>(canary), {}};
    return launcher->started.size() + static_cast<size_t>(std::ranges::count(text, '\n'));
}

Job World::job() {
    ++next_job_;
    const auto own = static_cast<uint32_t>(::getpid());  // the control group of a job has its id, and other stories may run beside
    return {.authority = office.authority,
            .id = {42, static_cast<uint8_t>(next_job_ >> 8), static_cast<uint8_t>(next_job_), static_cast<uint8_t>(own >> 16),
                   static_cast<uint8_t>(own >> 8), static_cast<uint8_t>(own)},
            .job_class = JobClass::Script,
            .action = {write_message(ScriptAction{"/bin/sh", {}, body_})},
            .target = {.client = client, .devices = {device}},
            .not_before = clock.now() - 1min,
            .not_after = clock.now() + 1h,
            .roster_seq = roster->seq(),
            .roster_head = roster->head(),
            .holder = "alice",
            .ticket = "HARB-7",
            .reason = "a story",
            .limits = {.timeout_s = 60, .memory_bytes = 0, .output_bytes = 0, .user = {}, .network = NetworkUse::Any},
            .preconditions = {},
            .seal_output_to = {}};
}

Job World::job_from_now() {
    Job made = job();
    made.not_before = clock.now();
    return made;
}

}  // namespace steward::evil
