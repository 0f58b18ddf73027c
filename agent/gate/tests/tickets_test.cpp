// Runs by ticket and by schedule: what a ticket says, whose passkey counts for it, and how often a policy runs.
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "agent/gate/tests/policy_story.h"

namespace steward::gate {

namespace {
struct TicketStory : PolicyStory {
    void ready() {
        stand();
        log_key_comes();
    }
    std::expected<Accepted, Refusal> judged() const {
        const Situation at = situation();
        return judge_ticket(office.sign(MessageType::RunTicket, write_message(ticket), {"server"}), {at, tags, book, wall, offset_at});
    }
};

// Of carol, in the chip of her telephone: it signs on P-256, in a browser. A new key each time; no story depends on which.
class ChipPasskey {
public:
    KeyRecord record;

    ChipPasskey(Instant begin, ClassSet classes, ClientSet clients) : pair_(EVP_EC_gen("P-256"), EVP_PKEY_free) {
        record.key = {Algorithm::BrowserEs256, Bytes(65)};
        size_t size = 0;
        EVP_PKEY_get_octet_string_param(pair_.get(), OSSL_PKEY_PARAM_PUB_KEY, record.key.bytes.data(), record.key.bytes.size(), &size);
        record.id = key_id(record.key);
        record.roles = static_cast<uint8_t>(Role::Job);
        record.holder = "carol";
        record.classes = classes;
        record.clients = std::move(clients);
        record.not_before = begin;
        record.not_after = begin + longest_key_life;
        record.party = {.id = "desk.example.org", .origins = {"https://desk.example.org"}};
        record.assurance = Assurance::Browser;
    }

    /// The frame with her signature behind the one that it has.
    Bytes beside(const Bytes& frame) const {
        const Frame one = framed(frame);
        const std::string words = R"({"type":"webauthn.get","challenge":")" + to_base64url(sha256(signed_bytes(one.type, one.payload))) +
                                  R"(","origin":"https://desk.example.org","crossOrigin":false})";
        Bytes carried(37);
        std::ranges::copy(sha256(as_bytes(record.party.id)), carried.begin());
        carried[32] = 5;  // present and verified
        Bytes covered = carried;
        std::ranges::copy(sha256(as_bytes(words)), std::back_inserter(covered));
        const Bytes signature = sign(covered);
        for (const size_t byte : {words.size() >> 8, words.size() & 255}) carried.push_back(static_cast<uint8_t>(byte));
        std::ranges::copy(words, std::back_inserter(carried));
        const std::vector<Signature> both{
            one.signatures[0],
            {.key_id = record.id, .algorithm = static_cast<uint8_t>(Algorithm::BrowserEs256), .bytes = signature, .carried = carried}};
        return write_frame(one.type, one.payload, both);
    }

private:
    // r and s of 32 bytes, s in the lower half.
    Bytes sign(const Bytes& text) const {
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        Bytes der(80);
        size_t size = der.size();
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pair_.get());
        EVP_DigestSign(context.get(), der.data(), &size, text.data(), text.size());
        const uint8_t* at = der.data();
        const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)), ECDSA_SIG_free);
        BIGNUM* order = nullptr;
        BN_hex2bn(&order, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        BIGNUM* other = BN_new();
        BN_sub(other, order, ECDSA_SIG_get0_s(parsed.get()));
        const BIGNUM* own = ECDSA_SIG_get0_s(parsed.get());
        Bytes signature(64);
        BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), signature.data(), 32);
        BN_bn2binpad(BN_cmp(own, other) > 0 ? other : own, signature.data() + 32, 32);
        BN_free(order);
        BN_free(other);
        return signature;
    }
    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> pair_;
};
}  // namespace

TEST_F(TicketStory, signed_words_that_are_no_ticket_are_refused) {
    ready();
    EXPECT_EQ(run_frame(office.sign(MessageType::RunTicket, write_message(Veto{}), {"server"})), "6.1");
}

TEST_F(TicketStory, what_runs_is_named_after_the_policy_and_its_item) {
    ready();
    const auto decided = judged();
    ASSERT_TRUE(decided) << in_numbers(decided.error());
    EXPECT_EQ(decided->job.reason, "clear");
    EXPECT_EQ(decided->job.ticket, "policy " + to_hex(policy_id) + " version 3");
    EXPECT_EQ(decided->job.not_before, ticket.issued);
    ticket.parameters = {write_message(Selection{.item = 1, .values = {"7"}})};
    EXPECT_EQ(run(), "22.16") << "there is one item";
}

TEST_F(TicketStory, a_policy_that_was_kept_and_allows_nothing_that_is_known_here_runs_nothing) {
    policy.allowed = {{0xa0}};  // as of a later version of the gate: it would not be taken anew
    EXPECT_EQ(decide(), "22.2");
    const Bytes frame = office.sign(MessageType::Policy, write_message(policy), {"alice", "bob"});
    book = *PolicyBook::read({.policies = {{.id = policy_id, .version = 3, .frame = frame, .in_force_from = now}}}, office.authority);
    log_key_comes();
    EXPECT_EQ(run(), "22.16");
}

TEST_F(TicketStory, nothing_runs_before_the_policy_begins) {
    policy.not_before = now + 1ms;
    ready();
    EXPECT_EQ(run(), "15.1");
    now = wall = now + 1ms;
    EXPECT_EQ(run(), "runs");
}

TEST_F(TicketStory, a_machine_waits_as_long_as_the_ring_of_its_signed_tag) {
    policy.rings = {{.ring = 0, .wait_hours = 0}, {.ring = 1, .wait_hours = 24}, {.ring = 2, .wait_hours = 96}};
    policy.published = now - 24h;
    ready();
    const auto run_in = [&](std::vector<std::string> rings) {
        tags = std::move(rings);
        return run();
    };
    EXPECT_EQ(run_in({"servers", "ring-0"}), "runs");
    EXPECT_EQ(run_in({"ring-1"}), "runs");  // its day is over in this moment
    EXPECT_EQ(run_in({"ring-2"}), "15.19");
    EXPECT_EQ(run_in({"ring-0", "ring-2"}), "15.19") << "two rings: the longer wait";
    EXPECT_EQ(run_in({"servers"}), "15.19") << "without a ring it waits with the last";
    EXPECT_EQ(run_in({"ring-7"}), "15.19") << "and so does a ring that the policy does not name";
}

TEST_F(TicketStory, no_clock_that_runs_ahead_shortens_the_wait_of_a_ring) {
    policy.rings = {{.ring = 1, .wait_hours = 24}};
    policy.published = now - 24h + 1ms;
    ready();
    wall = now + 30min;
    EXPECT_EQ(run(), "15.19");
    now = now + 1ms;
    EXPECT_EQ(run(), "runs");
}

TEST_F(TicketStory, a_ring_without_a_day_of_publication_waits_for_ever) {
    policy.rings = {{.ring = 0, .wait_hours = 0}};
    ready();
    EXPECT_EQ(run(), "15.19");
    now = wall = now + 24h * 7;  // the same window, a week later
    hear(now, running);
    ticket.issued = now;
    ticket.not_after = now + 1h;
    EXPECT_EQ(run(), "15.19");
}

TEST_F(TicketStory, reboots_have_a_budget_of_their_own) {
    policy.job_class = JobClass::Reboot;
    policy.allowed = {write_message(RebootTemplates{{{"at night", 1, ""}}})};
    policy.budget = {.runs_a_day = 3, .reboots_a_day = 1};
    ready();
    ticket.parameters = {write_message(Selection{})};
    EXPECT_EQ(run(), "runs");
    journal.of_policy = 1;
    EXPECT_EQ(run(), "20.17");
    journal.of_policy = 3;
    EXPECT_EQ(run(), "20.16") << "all runs are counted first";
}

TEST_F(TicketStory, what_the_machine_lets_run_a_day_runs) {
    ready();
    limits.runs_a_day = {{JobClass::Script, 2}};
    journal.of_class = 1;
    EXPECT_EQ(run(), "runs");
    journal.of_class = 2;
    EXPECT_EQ(run(), "20.2");
}

TEST_F(TicketStory, a_policy_without_a_number_of_failures_goes_on_after_any) {
    policy.most_failures = 0;
    ready();
    journal.failures = 1000;
    EXPECT_EQ(run(), "runs");
}

TEST_F(TicketStory, no_policy_goes_on_after_more_failures_than_are_remembered) {
    policy.most_failures = 100;
    ready();
    journal.failures = 15;
    EXPECT_EQ(run(), "runs");
    journal.failures = 16;
    EXPECT_EQ(run(), "20.18");
}

TEST_F(TicketStory, only_a_schedule_begins_by_itself) {
    for (const auto trigger : {Trigger::Manual, Trigger::Person, Trigger::Condition}) {
        policy.trigger = trigger;
        policy.conditions.clear();
        if (trigger == Trigger::Condition) policy.conditions = {"disk is full"};
        stand();
        EXPECT_TRUE(due().empty()) << static_cast<int>(trigger);
        ++policy.policy_version;
    }
    policy.trigger = Trigger::Schedule;
    policy.conditions.clear();
    stand();
    ASSERT_EQ(due().size(), 1U) << "the second half of its window has begun";
    EXPECT_EQ(due().front().policy->policy.id, policy_id);
}

TEST_F(TicketStory, a_passkey_counts_for_its_own_classes_and_clients) {
    policy.trigger = Trigger::Person;
    ready();
    const ClassSet scripts{1U << static_cast<unsigned>(JobClass::Script)}, reboots{1U << static_cast<unsigned>(JobClass::Reboot)};
    const ClientSet all{.all = true, .list = {}}, others{.all = false, .list = {other_client}}, ours{.all = false, .list = {client}};
    const Bytes by_server = office.sign(MessageType::RunTicket, write_message(ticket), {"server"});
    const auto with = [&](ClassSet classes, const ClientSet& clients) {
        const ChipPasskey carol(office.begin, classes, clients);
        EXPECT_EQ(roster->take(framed(office.add_key(*roster, carol.record, {"alice", "bob"})), now), Taken::Accepted);
        return run_frame(carol.beside(by_server));
    };
    EXPECT_EQ(with(scripts, all), "runs");
    EXPECT_EQ(with(scripts, ours), "runs");
    EXPECT_EQ(with(reboots, all), "12.17");
    EXPECT_EQ(with(scripts, others), "12.17");
}

TEST_F(TicketStory, whose_passkey_chose_is_named_beside_those_who_signed_the_policy) {
    policy.trigger = Trigger::Person;
    ready();
    const ChipPasskey carol(office.begin, {1U << static_cast<unsigned>(JobClass::Script)}, {.all = true, .list = {}});
    ASSERT_EQ(roster->take(framed(office.add_key(*roster, carol.record, {"alice", "bob"})), now), Taken::Accepted);
    const Bytes frame = carol.beside(office.sign(MessageType::RunTicket, write_message(ticket), {"server"}));
    const Situation at = situation();
    const auto decided = judge_ticket(frame, {at, tags, book, wall, offset_at});
    ASSERT_TRUE(decided) << in_numbers(decided.error());
    EXPECT_EQ(decided->holders, (std::set<std::string>{"alice", "bob", "carol"}));
}

}  // namespace steward::gate
