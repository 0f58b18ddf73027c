// Two people, a beacon and a safe with a chain that has begun; drafts as the courier brings them.
#pragma once

#include "base/id.h"
#include "signer/meeting.h"
#include "signer/tests/machine.h"
#include "signer/tests/person.h"

namespace steward::signer {

constexpr const char* harbour = "01980000-0000-7000-8000-000000000001";
constexpr const char* quay = "01980000-0000-7000-8000-000000000002";
inline const std::string pin(64, 'a'), log_key(64, 'b');

class Work : public ::testing::Test {
protected:
    Office office;
    Person alice{office, "alice"}, bob{office, "bob"}, box{office, "box"}, safe{office, "safe"};
    fs::path folder = office.file("meeting");
    std::string meeting = folder.string();

    Work() {
        setenv("TZ", "Europe/Berlin", 1);
        tzset();
    }
    std::string at(const std::string& name) const { return office.file(name).string(); }
    void write(const fs::path& path, std::string_view text) { ASSERT_TRUE(write_file(path, as_bytes(text)).has_value()); }

    void begin(bool alone = false) {
        alice.make_key("daily", "roster,job,policy,stop,enrol");
        bob.make_key("daily", "roster,job,policy,stop,enrol");
        box.make_key("beacon", "fresh");
        safe.make_key("recovery", "recovery");
        alice.does({"genesis", "--name", "Harbour Services", "--keys",
                    alice.card("daily") + (alone ? "" : "," + bob.card("daily")) + "," + box.card("beacon"), "--recovery",
                    safe.card("recovery"), "--mirrors", "/srv/mirror", "--pins", pin, "--log-keys", log_key, "--out", at("genesis")});
        std::vector<const Person*> all{&alice, &box, &safe};
        if (!alone) all.push_back(&bob);
        for (const Person* one : all) one->does({"sign", at("genesis")});
        for (const Person* one : all) one->does({"take", at("genesis")});
        alice.does({"publish", "--to", meeting});
    }

    trust::Job script_job(std::string_view text, const std::vector<trust::ShortId>& devices) {
        trust::Job job{.id = make_raw_id(office.clock.now(), office.rng).bytes,
                       .job_class = trust::JobClass::Script,
                       .target = {.client = parse_raw_id(harbour)->bytes, .devices = devices},
                       .not_before = office.clock.now(),
                       .not_after = office.clock.now() + std::chrono::hours(8),
                       .ticket = "T-1042",
                       .reason = "the disk is full",
                       .limits = {.timeout_s = 60},
                       .log_level = 1};
        job.action.bytes = trust::write_message(
            trust::ScriptAction{.interpreter = "/bin/sh", .arguments = {"--days", "30"}, .body = trust::sha256(as_bytes(text))});
        return job;
    }
    // As the courier brings it from the server's form: no authority, no place in the chain, no holder.
    std::string bring(const std::string& name, const trust::Job& job, std::string_view text, const std::vector<Bytes>& cards) {
        const fs::path place = folder / "drafts" / name;
        EXPECT_TRUE(write_file(place / "job.msd", write_draft({.type = trust::MessageType::Job, .payload = trust::write_message(job)})));
        EXPECT_TRUE(write_file(place / "files" / to_hex(trust::sha256(as_bytes(text))), as_bytes(text)));
        for (size_t i = 0; i < cards.size(); ++i) EXPECT_TRUE(write_file(place / "cards" / (std::to_string(i) + ".msj"), cards[i]));
        return (place / "job.msd").string();
    }
    std::vector<trust::ShortId> some_devices(size_t count) {
        std::vector<trust::ShortId> devices(count);
        for (auto& device : devices) office.rng.fill(device);
        return devices;
    }
    std::vector<fs::path> outgoing() const {
        std::vector<fs::path> files;
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(folder / "outgoing", none))
            if (entry.is_regular_file()) files.push_back(entry.path());
        return files;
    }
};

}  // namespace steward::signer
