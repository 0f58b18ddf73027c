#include "agent/gate/process/gate.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "agent/gate/actions/action.h"
#include "agent/gate/process/die.h"
#include "trust/sealed_output.h"

namespace steward::gate {

using trust::MessageType;

Answer failed(const Error& error) { return {How::Failed, trust::write_message(FailedAnswer{error.code, error.message})}; }

namespace {
Answer failed(std::string code, std::string message) {
    return {How::Failed, trust::write_message(FailedAnswer{std::move(code), std::move(message)})};
}
}  // namespace

Gate::Gate(Settings settings, const Clock& clock, Rng& rng, Launcher& launcher)
    : settings_(std::move(settings)),
      clock_(clock),
      rng_(rng),
      launcher_(launcher),
      diary_(settings_.folder, clock),
      store_(settings_.folder),
      materials_(settings_.folder + "/material", settings_.folder + "/policy_files") {
    ::mkdir((settings_.folder + "/work").c_str(), 0700);
    if (const Status opened = open(); !opened) {
        enrolled_.reset();
        damage_ = opened.error();
        is_over_ = damage_->code.starts_with("gate.disk") || damage_->code == "gate.no_launcher";  // the next start may find it mended
        diary_.tell(damage_->message + (damage_->cause.empty() ? "" : " (" + damage_->cause + ")"));
    }
}

Status Gate::open() {
    damage_.reset();
    enrolled_.reset();
    STEWARD_TRY(auto kept, store_.load());
    if (!kept) return {};
    STEWARD_TRY(enrolled_, enrolled(std::move(*kept)));
    return enrolled_->works->take_up(!enrolled_->pinned.is_stopped && !enrolled_->narrowing.is_stopped(at_least()), at_most());
}

Result<std::unique_ptr<Gate::Enrolled>> Gate::enrolled(Store::Kept kept) {
    const auto damaged = [](std::string what) { return fail(ErrorKind::Internal, "gate.store_damaged", std::move(what)); };
    if (kept.pinned.fingerprint != fingerprint())
        return fail(ErrorKind::Conflict, "gate.copied",
                    "This is a copy of the machine that was enrolled. Nothing runs here before it is enrolled itself.");
    std::optional<trust::Roster> roster;
    for (const KeptLink& link : kept.chain.links) {
        const auto frame = trust::read_frame(link.frame);
        if (!frame) return damaged("The chain of the gate is damaged. Enrol this machine again.");
        if (roster) roster->take(*frame, link.counted, link.latest);
        else roster = trust::Roster::begin(*frame);
        if (!roster || roster->authority() != kept.pinned.authority)
            return damaged("The chain of the gate is of another authority. Enrol this machine again.");
    }
    const auto newest = trust::read_message<trust::Heartbeat>(kept.pinned.newest_heartbeat);  // empty: none was heard
    auto journal_file = open_journal_file(settings_.folder + "/journal");
    STEWARD_TRY(const Bytes before, journal_file->read());
    STEWARD_TRY(WorkJournal journal, WorkJournal::open(*journal_file));
    // The journal of an enrolled machine is never empty: an empty one was lost, and what it knew with it.
    const bool is_lost = journal.is_damaged() || before.empty();
    const Duration running = clock_.monotonic();
    const trust::ShortId device = kept.key.device();
    Narrowing narrowing(device, kept.pinned.client, kept.pinned.narrowing);
    const TrustedTime time(kept.pinned.at_least, running);
    roster->pass_time(kept.pinned.at_least);
    STEWARD_TRY(auto kept_policies, store_.policies());
    auto policies = PolicyBook::read(std::move(kept_policies), kept.pinned.authority);
    if (!policies) return damaged("The policies of the gate are damaged. Enrol this machine again.");
    Machine machine{.device = device,
                    .client = kept.pinned.client,
                    .secret = kept.key.secret_for("steward scheduled run"),
                    .os = system_id(),
                    .agent_version = settings_.version,
                    .boot_id = boot_id()};
    auto all = std::unique_ptr<Enrolled>(new Enrolled{.pinned = std::move(kept.pinned),
                                                      .key = std::move(kept.key),
                                                      .roster = std::move(*roster),
                                                      .time = time,
                                                      .freshness = Freshness(newest, running, is_lost, journal.fence()),
                                                      .narrowing = std::move(narrowing),
                                                      .journal_file = std::move(journal_file),
                                                      .journal = std::make_unique<WorkJournal>(std::move(journal)),
                                                      .works = nullptr,
                                                      .machine = std::move(machine),
                                                      .policies = std::move(*policies)});
    all->works.reset(
        new Works({*all->journal, all->key, materials_, launcher_, diary_, clock_, settings_.folder + "/work", settings_.version}));
    return all;
}

void Gate::turn() {
    if (!enrolled_ || is_over_) return;
    enrolled_->roster.pass_time(at_least());
    if (after(enrolled_->works->serve()).how == How::Done) keep_hours();
}

void Gate::wait_for(std::vector<pollfd>& all) const {
    if (enrolled_) enrolled_->works->wait_for(all);
}

std::optional<Duration> Gate::patience() const {
    if (!enrolled_) return std::nullopt;
    const auto of_works = enrolled_->works->patience();
    if (!has_schedule()) return of_works;
    const Duration look = std::max(Duration{0}, enrolled_->next_look - clock_.monotonic());
    return std::min(look, of_works.value_or(look));
}

Status Gate::keep() {
    Pinned& pinned = enrolled_->pinned;
    pinned.at_least = std::max(pinned.at_least, at_least());
    pinned.narrowing = enrolled_->narrowing.kept();
    const auto& newest = enrolled_->freshness.newest();
    pinned.newest_heartbeat = newest ? trust::write_message(*newest) : Bytes{};
    return store_.save(pinned);
}

Answer Gate::after(const Status& status) {
    if (status) return {How::Done, {}};
    is_over_ = true;
    damage_ = status.error();  // others are asking in this turn: they get no answer from what may not be on the disk
    diary_.tell(damage_->message + " (" + damage_->cause + ")");
    return failed(*damage_);
}

Answer Gate::answer(const Request& request) {
    if (request.want == Want::State) return state();
    if (request.want == Want::Enrol) return enrol(request);
    if (damage_) return failed(*damage_);
    if (!enrolled_) return failed("gate.not_enrolled", "This machine was enrolled without a grant: it is watched, and nothing runs on it.");
    return request.want == Want::Take ? take(request.frame) : answer_enrolled(request);
}

Answer Gate::answer_enrolled(const Request& request) {
    if (request.want == Want::Results) return results();
    if (request.want == Want::Output) return {How::Done, enrolled_->works->output(request.work, request.offset)};
    if (request.want == Want::Question) return question();
    if (request.want == Want::Witness) return witness(request);
    if (request.want == Want::Stop || request.want == Want::Lift) return set_stop(request.want == Want::Stop);
    if (request.want == Want::SetLimits) return set_limits(request.frame);
    if (request.want == Want::Policies) return policies();
    if (request.want == Want::Material) {
        const Status kept = materials_.take(request.digest, request.size, request.offset, request.part);
        return kept ? Answer{How::Done, {}} : failed(kept.error());
    }
    if (request.want == Want::Acknowledge) {
        const Status acknowledged = enrolled_->works->acknowledge(request.work);
        return !acknowledged && acknowledged.error().kind == ErrorKind::NotFound ? failed(acknowledged.error()) : after(acknowledged);
    }
    if (request.want == Want::Proof) {
        proofs_.bring(request.frame);
        return {How::Done, {}};
    }
    return {How::Done, trust::write_message(enrolled_->pinned.limits)};
}

// By the type that the frame says it is; each opens it and checks who signed.
Answer Gate::take(ByteView bytes) {
    const auto frame = trust::read_frame(bytes);
    if (!frame) return refuse(bytes, {1, static_cast<uint8_t>(frame.error())});
    const MessageType type = frame->type;
    if (type == MessageType::Job) return take_job(bytes);
    if (type == MessageType::Policy) return take_policy(bytes);
    if (type == MessageType::RunTicket) return take_ticket(bytes);
    if (type == MessageType::Binding) return take_binding(bytes);
    if (type == MessageType::Heartbeat) return take_heartbeat(bytes);
    if (type == MessageType::Suspend || type == MessageType::Stop) return take_narrowing(*frame, bytes);
    const bool is_link =
        type == MessageType::Roster || type == MessageType::Recovery || type == MessageType::Resolve || type == MessageType::Veto;
    return is_link ? take_link(*frame, bytes) : refuse(bytes, {2, static_cast<uint8_t>(type)});
}

Answer Gate::take_job(ByteView bytes) {
    const auto decided = judge(bytes, situation());
    return decided ? run(*decided, MessageType::Job, bytes) : refuse(bytes, decided.error());
}

Answer Gate::run(const Accepted& accepted, MessageType type, ByteView bytes) {
    const trust::Job& job = accepted.job;
    const ActionKind* kind = action_kind(job.job_class);
    if (!kind) return refuse(bytes, {20, static_cast<uint8_t>(Unwilling::NotBuilt)});
    // A key with which nothing can be sealed: the output would lie open, or be lost.
    const bool is_unreadable = !job.seal_output_to.empty() && !trust::seal_output(job.id, job.target.client, job.seal_output_to, {});
    if (!kind->needs(job.action) || is_unreadable) return refuse(bytes, {22, static_cast<uint8_t>(Material::Unreadable)});
    Works& works = *enrolled_->works;
    if (!works.has_room()) return failed("gate.busy", "As many jobs run here as may at once. Bring it again.");
    if (const Status prepared = works.prepare(job); !prepared) return failed(prepared.error());
    const bool is_of_policy = accepted.policy != trust::ShortId{};  // whose proof was kept when it came
    if (const Status kept = is_of_policy ? Status{} : keep_proof(accepted.message, accepted.job.target.client); !kept) return after(kept);
    const Status begun = works.begin(accepted);
    if (begun) ++begun_;
    return begun ? taken(type, 0) : after(begun);
}

namespace {
// What a refusal is about: the job, the run, or the policy itself.
std::optional<trust::ShortId> work_of(const trust::Frame& frame) {
    const auto job = frame.type == MessageType::Job ? trust::read_message<trust::Job>(frame.payload) : std::nullopt;
    if (job) return job->id;
    const auto ticket = frame.type == MessageType::RunTicket ? trust::read_message<trust::RunTicket>(frame.payload) : std::nullopt;
    if (ticket) return ticket->run;
    const auto policy = frame.type == MessageType::Policy ? trust::read_message<trust::Policy>(frame.payload) : std::nullopt;
    return policy ? std::optional(policy->id) : std::nullopt;
}
}  // namespace

Answer Gate::refuse(ByteView bytes, Refusal why) {
    ++refused_;
    RefusedAnswer answer{.reason = why.reason()};
    // From check 7 on it was signed by ours and could be read: a result can name it.
    const auto frame = trust::read_frame(bytes);
    const auto work = frame && why.check >= 7 ? work_of(*frame) : std::nullopt;
    if (work) {
        // Whatever else is wrong by now: that it was begun is what may be said of it.
        if (enrolled_->journal->knows(*work)) why = {18, static_cast<uint8_t>(Seen::Known)};
        answer.reason = why.reason();
        answer.result = enrolled_->works->refusal(*work, trust::message_id(frame->type, frame->payload), why);
        diary_.tell(std::string(trust::signed_word(frame->type)) + " " + to_hex(*work) + " refused by check " + std::to_string(why.check) +
                        ", detail " + std::to_string(why.detail),
                    Diary::refusals);
    }
    return {How::Refused, trust::write_message(answer)};
}

Answer Gate::take_heartbeat(ByteView bytes) {
    Enrolled& own = *enrolled_;
    const auto heard = hear(bytes, own.roster, own.freshness, own.time, clock_.now(), clock_.monotonic());
    if (!heard) return refuse(bytes, heard.error());
    if (*heard == Heard::Newer || *heard == Heard::Answered) {
        own.roster.pass_time(at_least());
        if (const Status kept = keep(); !kept) return after(kept);
        if (const Status tidied = own.journal->tidy(at_least()); !tidied) return after(tidied);
    }
    const bool sets_fence = *heard == Heard::Answered && (own.freshness.fence() > own.journal->fence() || own.journal->is_damaged());
    if (sets_fence) {
        diary_.tell("The journal was lost or damaged: jobs from before " + to_rfc3339(own.freshness.fence()) + " do not run any more.");
        if (const Status fenced = own.journal->set_fence(own.freshness.fence()); !fenced) return after(fenced);
    }
    return taken(MessageType::Heartbeat, *heard);
}

Answer Gate::take_link(const trust::Frame& frame, ByteView bytes) {
    Enrolled& own = *enrolled_;
    const Instant counted = at_least(), latest = at_most();
    // Kept before it counts: what is in force here was on the disk, and a start comes to the same.
    trust::Roster next = own.roster;
    const trust::Taken became = next.take(frame, counted, latest);
    if (became == trust::Taken::Accepted || became == trust::Taken::Waiting || became == trust::Taken::Fork) {
        if (const Status kept = store_.add({.counted = counted, .frame = Bytes(bytes.begin(), bytes.end()), .latest = latest}); !kept)
            return after(kept);
        own.roster = std::move(next);
        if (became == trust::Taken::Fork) own.freshness.doubt(false);
        diary_.tell("Who may sign here was changed: message " + to_hex(trust::message_id(frame.type, frame.payload)) +
                    (became == trust::Taken::Waiting ? ", in force after its delay"
                     : became == trust::Taken::Fork  ? ", the roster is split"
                                                     : ""));
    }
    return taken(frame.type, became);
}

Answer Gate::take_narrowing(const trust::Frame& frame, ByteView bytes) {
    Enrolled& own = *enrolled_;
    if (const auto opened = open_frame(bytes, frame.type, own.roster); !opened) return refuse(bytes, opened.error());
    const Narrowed became = own.narrowing.take(frame, own.roster, at_most());
    if (became == Narrowed::Accepted) {
        if (const Status kept = keep(); !kept) return after(kept);
        diary_.tell(frame.type == MessageType::Stop ? "A signed stop, or its end, was taken." : "A key was suspended.");
    }
    return taken(frame.type, became);
}

Answer Gate::question() {
    Enrolled& own = *enrolled_;
    const Duration running = clock_.monotonic();
    const auto asked = own.freshness.asked_ago(running);
    if (!asked || *asked > longest_answer) {
        do rng_.fill(nonce_);
        while (nonce_ == trust::ShortId{});
        own.freshness.ask(nonce_, running);
    }
    return {How::Done, trust::write_message(QuestionAnswer{nonce_, static_cast<uint64_t>(own.freshness.asked_ago(running)->count())})};
}

Answer Gate::results() {
    ResultsAnswer answer;
    auto frames = enrolled_->works->results(answer.more);
    if (!frames) return after(std::unexpected(frames.error()));
    answer.frames = std::move(*frames);
    return {How::Done, trust::write_message(answer)};
}

Answer Gate::set_stop(bool is_stopped) {
    enrolled_->pinned.is_stopped = is_stopped;
    diary_.tell(is_stopped ? "Stopped by this machine's administrator: no job runs." : "The administrator's stop was lifted.");
    return after(keep());
}

Answer Gate::set_limits(ByteView bytes) {
    const auto limits = trust::read_message<trust::LocalLimits>(bytes);
    if (!limits) return failed("gate.limits", "These are no limits.");
    enrolled_->pinned.limits = *limits;
    diary_.tell("The limits of this machine were changed by its administrator.");
    return after(keep());
}

Answer Gate::enrol(const Request& request) {
    auto enrolment = read_enrolment(request, clock_.now());
    if (!enrolment) return failed(enrolment.error());
    if (enrolled_ && enrolled_->works->running() > 0) return failed("gate.busy", "A job runs. Enrol this machine when it is over.");
    enrolment->pinned.is_stopped = enrolled_ && enrolled_->pinned.is_stopped;
    if (enrolled_ && enrolled_->pinned.authority == enrolment->pinned.authority) {
        enrolment->pinned.log_head = enrolled_->pinned.log_head;  // a witness does not forget
        enrolment->pinned.log_is_split = enrolled_->pinned.log_is_split;
        enrolment->pinned.narrowing = enrolled_->pinned.narrowing;  // nor does an enrolment end what people stopped
    }
    const auto enrolled = [&]() -> Status {
        STEWARD_CHECK(store_.key(rng_));
        // A journal that is there stays: what ran here runs once, whoever enrols the machine.
        const auto file = open_journal_file(settings_.folder + "/journal");
        STEWARD_TRY(const Bytes before, file->read());
        STEWARD_TRY(WorkJournal journal, WorkJournal::open(*file));
        if (before.empty()) STEWARD_CHECK(journal.set_fence({}));
        // So do the policies, unless they are damaged: then this enrolment begins them anew.
        if (const auto policies = store_.policies(); !policies || !PolicyBook::read(*policies, request.digest))
            STEWARD_CHECK(store_.save(KeptPolicies{}));
        STEWARD_CHECK(store_.save(enrolment->chain));
        may_die("chain");
        return store_.save(enrolment->pinned);
    }();
    if (!enrolled) return after(enrolled);
    if (const Status opened = open(); !opened) return after(opened);
    diary_.tell("Enrolled under the authority " + to_hex(request.digest) + ".");
    return state();
}

// What the signer shows as this machine's name.
Bytes Gate::card() const {
    char name[HOST_NAME_MAX + 1]{};
    ::gethostname(name, HOST_NAME_MAX);
    const Enrolled& own = *enrolled_;
    return own.key.sign(trust::MessageType::DeviceCard, trust::write_message(trust::DeviceCard{.device = own.key.device(),
                                                                                               .device_key = own.key.public_key(),
                                                                                               .host_name = name,
                                                                                               .serial = {},
                                                                                               .os = own.machine.os,
                                                                                               .fingerprint = own.pinned.fingerprint,
                                                                                               .grant = own.pinned.grant,
                                                                                               .seal_key = own.key.seal_key(),
                                                                                               .created = own.pinned.enrolled_at}));
}

Answer Gate::state() const {
    StateAnswer state{.version = settings_.version,
                      .damage = damage_ ? damage_->message : "",
                      .is_enrolled = enrolled_ != nullptr,
                      .begun = begun_,
                      .refused = refused_};
    if (enrolled_) {
        const Enrolled& own = *enrolled_;
        state.authority = own.roster.authority();
        state.head = own.roster.head();
        state.seq = own.roster.seq();
        state.waiting = own.roster.waiting();
        state.is_forked = own.roster.is_forked();
        state.device = own.key.device();
        state.client = own.pinned.client;
        state.running = own.works->running();
        state.unacknowledged = own.works->unacknowledged();
        state.log_size = own.pinned.log_head ? own.pinned.log_head->size : 0;
        state.log_is_split = own.pinned.log_is_split;
        state.limits = own.pinned.limits;
        state.is_stopped_here = own.pinned.is_stopped;
        state.is_stopped = own.narrowing.is_stopped(at_least());
        state.card = card();
        state.needs_answer = own.freshness.needs_answer();
        state.policies = own.policies.all().size();
        state.binding_seq = own.pinned.binding_seq;
        const auto age = own.freshness.age(at_most(), clock_.monotonic());
        state.was_heard = age.has_value();
        state.heartbeat_age_ms = static_cast<uint64_t>(std::max<int64_t>(0, age.value_or(Duration{0}).count()));
    }
    return {How::Done, trust::write_message(state)};
}

}  // namespace steward::gate
