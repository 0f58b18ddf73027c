// What is read of a request: exactly what it says, or nothing.
#include "agent/gate/door/request.h"

#include <gtest/gtest.h>

#include "agent/gate/actions/file_put/file_put.h"
#include "agent/gate/actions/service/service.h"
#include "agent/gate/machine/machine.h"
#include "agent/gate/process/limits_text.h"

namespace steward::gate {

namespace {
std::optional<Request> sent(const Bytes& request) { return read_request(ByteView(request).subspan(length_size)); }
}  // namespace

TEST(RequestStory, what_is_written_is_read) {
    const trust::Digest digest{7};
    const Bytes part{1, 2, 3};
    const auto material = sent(write_request(Want::Material, {digest, big_endian(5), big_endian(2), part}));
    ASSERT_TRUE(material);
    EXPECT_EQ(material->digest, digest);
    EXPECT_EQ(material->size, 5U);
    EXPECT_EQ(material->offset, 2U);
    EXPECT_EQ(material->part.size(), 3U);
    const auto enrolment = sent(write_request(Want::Enrol, {digest, trust::Digest{8}, big_endian(3), part, big_endian(0)}));
    ASSERT_TRUE(enrolment);
    EXPECT_EQ(enrolment->digest, digest);
    EXPECT_EQ(enrolment->head, trust::Digest{8});
    EXPECT_EQ(enrolment->frames.size(), 2U);
}

TEST(RequestStory, what_is_short_long_or_unknown_is_nothing) {
    EXPECT_FALSE(read_request({}));
    const trust::ShortId work{1};
    for (const Want bare : {Want::Results, Want::State, Want::Question, Want::Stop, Want::Lift, Want::Limits}) {
        EXPECT_TRUE(sent(write_request(bare)));
        EXPECT_FALSE(sent(write_request(bare, {Bytes{0}})));
    }
    EXPECT_FALSE(sent(write_request(Want::Acknowledge, {ByteView(work).first(15)})));
    EXPECT_FALSE(sent(write_request(Want::Acknowledge, {work, Bytes{0}})));
    const trust::Digest digest{};
    EXPECT_FALSE(sent(write_request(Want::Material, {digest, big_endian(most_material + 1), big_endian(0)})));
    EXPECT_FALSE(sent(write_request(Want::Material, {digest, big_endian(2), big_endian(1), Bytes{1, 2}}))) << "past its end";
    EXPECT_FALSE(sent(write_request(Want::Material, {digest, big_endian(2), big_endian(0xffffffff), Bytes{1}})));
    EXPECT_FALSE(sent(write_request(Want::Enrol, {digest, digest, big_endian(4), Bytes{1, 2, 3}})));
    for (int kind = 0; kind < 256; ++kind) {
        const bool is_kind = (kind >= 1 && kind <= 10) || (kind >= 16 && kind <= 20);
        EXPECT_TRUE(is_kind || !read_request(Bytes{static_cast<uint8_t>(kind)})) << kind;
    }
}

TEST(RequestStory, answers_about_policies_are_told_apart) {
    const PoliciesAnswer one{.policies = {{.fault = 1}}}, other{.policies = {{.fault = 2}}};
    EXPECT_TRUE(trust::read_message<PoliciesAnswer>(trust::write_message(one))->policies == one.policies);
    EXPECT_FALSE(one.policies == other.policies);
}

TEST(RequestStory, what_is_more_than_a_request_holds_is_nothing) {
    const trust::Digest digest{};
    const Bytes empty_frame = big_endian(0);
    Bytes frames;
    for (size_t i = 0; i < most_enrolment_frames; ++i) append(frames, empty_frame);
    EXPECT_TRUE(sent(write_request(Want::Enrol, {digest, digest, frames})));
    EXPECT_FALSE(sent(write_request(Want::Enrol, {digest, digest, frames, empty_frame})));
    const auto head = [](size_t note, size_t hashes) {
        return sent(write_request(Want::Witness,
                                  {big_endian(static_cast<uint32_t>(note)), Bytes(note, 'n'), Bytes(hashes * sizeof(trust::Digest))}));
    };
    EXPECT_TRUE(head(most_note, trust::most_proof_hashes));
    EXPECT_FALSE(head(most_note + 1, 0));
    EXPECT_FALSE(head(1, trust::most_proof_hashes + 1));
    const Bytes part(most_material_part + 1);
    EXPECT_FALSE(sent(write_request(Want::Material, {digest, big_endian(most_material), big_endian(0), part})));
    EXPECT_TRUE(sent(write_request(Want::Material, {digest, big_endian(most_material), big_endian(0), ByteView(part).subspan(1)})));
    EXPECT_FALSE(sent(write_request(Want::Proof)));
    EXPECT_TRUE(sent(write_request(Want::Proof, {Bytes(trust::most_proof_bytes)})));
    EXPECT_FALSE(sent(write_request(Want::Proof, {Bytes(trust::most_proof_bytes + 1)})));
}

TEST(ActionRules, a_place_for_a_file_is_plain) {
    for (const auto* good : {"/etc/motd", "/a", "/srv/with space/x.conf", "/var/lib/steward-gatekeeper/x"})
        EXPECT_TRUE(trust::is_place_for_a_file(good)) << good;
    for (const auto* bad : {"", "/", "a", "/a/", "//a", "/a//b", "/./a", "/a/../b", "/a/..", "/proc/1/mem", "/dev/sda", "/sys/x",
                            "/var/lib/steward-gate/pinned", "/etc/steward/gate.conf", "/etc/systemd/system/steward-gate.service.d/x.conf",
                            "/usr/sbin/steward-gate", "/etc/sudoers.d/x", "/etc/shadow"})
        EXPECT_FALSE(trust::is_place_for_a_file(bad)) << bad;
    EXPECT_FALSE(trust::is_place_for_a_file(std::string("/a\0b", 4)));
    EXPECT_FALSE(trust::is_place_for_a_file("/" + std::string(256, 'a')));
}

TEST(ActionRules, a_unit_is_a_name_and_none_of_our_own) {
    for (const auto* good : {"nginx.service", "getty@tty1.service", "a-b_c.d.timer", "dev-sda1\\x2dx.mount"})
        EXPECT_TRUE(trust::is_unit_of_others(good)) << good;
    for (const auto* bad : {"", ".service", "nginx", "--now.service", "a b.service", "a;b.service", "a/b.service", "steward-gate.service",
                            "steward-agent.service", "x.scope", "systemd-suspend.service", "debug-shell.service", "emergency.service"})
        EXPECT_FALSE(trust::is_unit_of_others(bad)) << bad;
}

TEST(ActionRules, what_a_service_shows_decides) {
    const auto state = [](const char* text) { return read_unit_state(text); };
    const UnitState before = state("ActiveState=active\nInvocationID=a\n");
    EXPECT_TRUE(shows(trust::ServiceVerb::Restart, before, state("ActiveState=active\nInvocationID=b\n")));
    EXPECT_FALSE(shows(trust::ServiceVerb::Restart, before, before)) << "the same as before";
    EXPECT_FALSE(shows(trust::ServiceVerb::Restart, before, state("ActiveState=failed\nInvocationID=b\n")));
    EXPECT_TRUE(shows(trust::ServiceVerb::Start, before, state("ActiveState=inactive\nType=oneshot\nResult=success")));
    EXPECT_FALSE(shows(trust::ServiceVerb::Start, before, state("ActiveState=inactive\nType=simple\nResult=success")));
    EXPECT_FALSE(shows(trust::ServiceVerb::Start, before, state("")));
    EXPECT_TRUE(shows(trust::ServiceVerb::Stop, before, state("ActiveState=inactive")));
    EXPECT_FALSE(shows(trust::ServiceVerb::Stop, before, before));
    EXPECT_TRUE(shows(trust::ServiceVerb::Enable, before, state("UnitFileState=enabled")));
    EXPECT_FALSE(shows(trust::ServiceVerb::Disable, before, state("UnitFileState=enabled")));
}

TEST(CurfewRules, hours_go_by_the_zone_over_midnight_and_through_the_change_of_clocks) {
    const auto at = [](const char* time) { return parse_rfc3339(time).value(); };
    const trust::Curfew night{.zone = "Europe/Berlin", .start_minute = 22 * 60, .length_minutes = 8 * 60};
    EXPECT_TRUE(is_in_curfew(night, at("2026-07-01T20:00:00Z"))) << "ten in the evening, in summer";
    EXPECT_FALSE(is_in_curfew(night, at("2026-01-01T20:59:00Z"))) << "in winter it is an hour earlier";
    EXPECT_TRUE(is_in_curfew(night, at("2026-01-01T21:00:00Z")));
    EXPECT_TRUE(is_in_curfew(night, at("2026-01-02T04:59:00Z")));
    EXPECT_FALSE(is_in_curfew(night, at("2026-01-02T05:00:00Z")));
    for (const auto* zone : {"", "No/Where", "../../etc/passwd", "/etc/passwd"})
        EXPECT_TRUE(is_in_curfew({.zone = zone, .start_minute = 0, .length_minutes = 1}, at("2026-01-02T12:00:00Z"))) << zone;
}

TEST(LimitWords, an_administrator_writes_limits_and_reads_them) {
    trust::LocalLimits limits;
    EXPECT_TRUE(take_limit("--allow", "script,service", limits));
    EXPECT_TRUE(take_limit("--runs-a-day", "script=5", limits));
    EXPECT_TRUE(take_limit("--runs-a-day", "script=7", limits));
    EXPECT_TRUE(take_limit("--curfew", "Europe/Berlin,08:30,540", limits));
    EXPECT_TRUE(limits.allowed.has(trust::JobClass::Script) && limits.allowed.has(trust::JobClass::Service) &&
                !limits.allowed.has(trust::JobClass::Reboot));
    ASSERT_EQ(limits.runs_a_day.size(), 1U);
    EXPECT_EQ(limits.runs_a_day[0].number, 7U);
    ASSERT_TRUE(limits.curfew);
    EXPECT_EQ(limits.curfew->start_minute, 510U);
    EXPECT_NE(in_words(limits).find("allowed: script,service\n"), std::string::npos);
    for (const auto& [option, value] :
         {std::pair{"--allow", "everything"}, {"--runs-a-day", "script"}, {"--curfew", "X,25:00,5"}, {"--curfew", "X"}, {"--more", "1"}})
        EXPECT_FALSE(take_limit(option, value, limits)) << option << value;
    EXPECT_TRUE(take_limit("--allow", "none", limits));
    EXPECT_EQ(limits.allowed.bits, 0U);
}

}  // namespace steward::gate
