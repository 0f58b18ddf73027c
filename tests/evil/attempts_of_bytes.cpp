// Frames, signatures, security keys and encoding: what is wrong with the bytes.
#include "tests/evil/attempts.h"

namespace steward::evil {

namespace {
using Change = std::function<void(Bytes&)>;

Attempt changed(const char* group, const char* name, std::string code, Change change) {
    const auto try_it = [change](World& world) {
        Bytes frame = world.sign(world.job());
        change(frame);
        return world.take(frame);
    };
    return {group, name, std::move(code), try_it};
}

// A sound signature over a payload that is not in the one form.
Attempt encoded(const char* name, Change change) {
    const auto try_it = [change](World& world) {
        Bytes payload = write_message(world.job());
        change(payload);
        return world.take(world.office.sign(MessageType::Job, payload, world.people));
    };
    return {"encoding", name, "refused 6.1", try_it};
}

void add_field(Bytes& payload, std::initializer_list<uint8_t> field) {
    ++payload[0];  // a map of fewer than 24 fields
    payload.insert(payload.end(), field);
}

using Make = std::function<std::vector<Made>(World&, const Bytes& payload, const Bytes& covered)>;

Attempt signed_so(const char* group, const char* name, std::string code, Make make) {
    const auto try_it = [make](World& world) {
        const Bytes payload = write_message(world.job());
        return world.take(frame_of(MessageType::Job, payload, make(world, payload, signed_bytes(MessageType::Job, payload))));
    };
    return {group, name, std::move(code), try_it};
}

Attempt signed_by(const char* name, std::string code, const char* who) {
    return {"signature", name, std::move(code), [who](World& world) { return world.take(world.sign(world.job(), {who})); }};
}

std::string party_of(const World& world) { return native_party(world.office.authority); }
}  // namespace

std::vector<Attempt> of_frames() {
    const char* group = "frame";
    return {changed(group, "wrong magic", "refused 1.2", [](Bytes& frame) { frame[0] = 'X'; }),
            changed(group, "version", "refused 1.2", [](Bytes& frame) { frame[3] = '2'; }),
            changed(group, "n = 0", "refused 1.4", [](Bytes& frame) { frame[5] = 0; }),
            changed(group, "n = 9", "refused 1.4", [](Bytes& frame) { frame[5] = 9; }),
            changed(group, "reserved is not 0", "refused 1.5", [](Bytes& frame) { frame[7] = 1; }),
            changed(group, "length short", "refused 1.7", [](Bytes& frame) { --frame[11]; }),
            changed(group, "length long", "refused 1.7", [](Bytes& frame) { ++frame[11]; }),
            changed(group, "trailing byte", "refused 1.8", [](Bytes& frame) { frame.push_back(0); }),
            changed(group, "oversize", "refused 1.6", [](Bytes& frame) { frame[9] = 5; }),
            changed(group, "two payloads", "refused 1.8", [](Bytes& frame) {
                const Bytes once = frame;
                frame.insert(frame.end(), once.begin(), once.end());
            })};
}

namespace {
std::vector<Attempt> of_weak_keys() {
    const char* group = "signature";
    return {{.group = group,
             .name = "suspended key",
             .fresh = "refused 11.1",
             .try_it = [](World& world) { return world.take(world.sign(world.job(), {"alice"})); },
             .before = [](World& world) { world.take(world.suspend("alice", "alice")); }},
            signed_by("expired key", "refused 11.3", "old"),
            signed_by("not yet valid key", "refused 11.2", "soon"),
            signed_so(group, "high s of ES256", "refused 5.1",
                      [](World& world, const Bytes&, const Bytes& covered) {
                          const auto key = std::ranges::find(world.roster->rules().keys, "chip", &KeyRecord::holder);
                          return std::vector<Made>{{.id = key->id, .algorithm = 2, .bytes = chip_signature(covered, true), .carried = {}}};
                      }),
            signed_so(group, "small order point", "refused 5.1",
                      [](World& world, const Bytes&, const Bytes&) {
                          const auto key = std::ranges::find(world.roster->rules().keys, "sid", &KeyRecord::holder);
                          Made made{.id = key->id};
                          made.bytes[0] = 1;
                          return std::vector{made};
                      }),
            signed_so(group, "same signature twice as two", "refused 3.1",
                      [](World& world, const Bytes&, const Bytes& covered) { return std::vector(2, made_by(world, "alice", covered)); })};
}
}  // namespace

std::vector<Attempt> of_signatures() {
    const char* group = "signature";
    std::vector<Attempt> all{
        {group, "none", "refused 1.4",
         [](World& world) {
             Bytes frame = world.sign(world.job(), {"alice"});
             frame.resize(frame.size() - (key_id_size + 3 + signature_size));
             frame[5] = 0;
             return world.take(frame);
         }},
        signed_so(group, "zero signature", "refused 5.1",
                  [](World& world, const Bytes&, const Bytes&) { return std::vector<Made>{{.id = world.office.record("alice").id}}; }),
        signed_so(group, "other message's signature", "refused 5.1",
                  [](World& world, const Bytes&, const Bytes&) {
                      return std::vector{made_by(world, "alice", signed_bytes(MessageType::Job, write_message(world.job())))};
                  }),
        {group, "other type's signature", "refused 5.1; refused 5.1; refused 5.1",
         [](World& world) {
             std::string said;
             for (const MessageType type : {MessageType::Policy, MessageType::Grant, MessageType::RunTicket}) {
                 const Bytes payload = write_message(world.job());
                 said += (said.empty() ? "" : "; ") +
                         world.take(frame_of(MessageType::Job, payload, {made_by(world, "alice", signed_bytes(type, payload))}));
             }
             return said;
         }},
        signed_by("removed key", "refused 4.1", "gone"),
        {group, "server key", "refused 4.1",
         [](World& world) {
             world.office.add("server", "server", everyday);
             return world.take(world.sign(world.job(), {"server"}));
         }},
        {group, "device key", "refused 4.1",
         [](World& world) {
             auto kept = gate::Store(world.folder / "state").load();
             return kept && *kept ? world.take((*kept)->key.sign(MessageType::Job, write_message(world.job()))) : "no key";
         }},
        {group, "release key", "refused 4.1", [](World& world) {
             world.office.add("release", "the project", everyday);
             return world.take(world.sign(world.job(), {"release"}));
         }}};
    for (Attempt& attempt : of_weak_keys()) all.push_back(std::move(attempt));
    return all;
}

std::vector<Attempt> of_security_keys() {
    const char* group = "security key";
    const auto by_key = [&](const char* name, uint8_t flags, const char* party = nullptr) {
        return signed_so(group, name, "refused 5.1", [flags, party](World& world, const Bytes&, const Bytes& covered) {
            return std::vector{by_security_key(world, covered, party ? party : party_of(world), flags)};
        });
    };
    const auto ticket = [&](const char* name, const char* origin, const char* end, bool of_other) {
        return Attempt{.group = group, .name = name, .fresh = "refused 5.1", .try_it = [=](World& world) {
                           RunTicket message{.authority = world.office.authority,
                                             .run = {1},
                                             .policy = {2},
                                             .policy_version = 1,
                                             .device = world.device,
                                             .parameters = {{0xa0}},
                                             .issued = world.clock.now(),
                                             .not_after = {}};
                           message.not_after = world.clock.now() + 1h;
                           const Bytes payload = write_message(message);
                           const Bytes covered = signed_bytes(of_other ? MessageType::Job : MessageType::RunTicket, payload);
                           return world.take(frame_of(MessageType::RunTicket, payload, {by_browser(world, covered, origin, end)}));
                       }};
    };
    std::vector<Attempt> all{by_key("UP missing", 0x04),
                             by_key("UV missing", 0x01),
                             by_key("wrong rpIdHash", 0x05, "msp-job:0000000000000000"),
                             by_key("a web page's rpId on a job", 0x05, "desk.example.org"),
                             by_key("extra flags", 0x45),
                             by_key("authData with extensions", 0x85)};
    all.push_back({group, "synced passkey on roster", "became 6; refused 4.1",
                   [](World& world) {
                       const RosterUpdate update{.authority = world.office.authority,
                                                 .seq = world.roster->seq() + 1,
                                                 .previous = world.roster->head(),
                                                 .kind = UpdateKind::AddKey,
                                                 .body = {write_message(KeyBody{world.office.record("mallory")})},
                                                 .created = world.office.begin,
                                                 .reason = {}};
                       const Bytes payload = write_message(update), covered = signed_bytes(MessageType::Roster, payload);
                       const Bytes frame =
                           frame_of(MessageType::Roster, payload,
                                    {made_by(world, "alice", covered), by_security_key(world, covered, party_of(world), 0x0d)});
                       const std::string said = world.take(frame);
                       return said + "; " + world.take(world.sign(world.job(), {"mallory"}));
                   },
                   "became 6; refused 4.1", "became 6; refused 4.1"});
    all.push_back(ticket("challenge mismatch", "https://desk.example.org", "false}", true));
    all.push_back(ticket("origin mismatch", "https://desk.example.com", "false}", false));
    all.push_back(ticket("crossOrigin true", "https://desk.example.org", "true}", false));
    return all;
}

std::vector<Attempt> of_encoding() {
    return {encoded("non-shortest number", [](Bytes& payload) { payload.insert(payload.begin() + 2, 0x18); }),
            encoded("indefinite length",
                    [](Bytes& payload) {
                        payload[0] = 0xbf;
                        payload.push_back(0xff);
                    }),
            encoded("duplicate key",
                    [](Bytes& payload) {
                        ++payload[0];
                        payload.insert(payload.begin() + 1, {0x01, 0x01});
                    }),
            encoded("unsorted keys", [](Bytes& payload) { std::rotate(payload.begin() + 1, payload.begin() + 3, payload.begin() + 38); }),
            encoded("unknown critical key",
                    [](Bytes& payload) {
                        add_field(payload, {0x18, 0x3f, 0x00});
                    }),
            encoded("float",
                    [](Bytes& payload) {
                        add_field(payload, {0x18, 0x40, 0xf9, 0x00, 0x00});
                    }),
            encoded("tag",
                    [](Bytes& payload) {
                        add_field(payload, {0x18, 0x40, 0xc0, 0x00});
                    }),
            encoded("depth 9",
                    [](Bytes& payload) {
                        add_field(payload, {0x18, 0x40, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x00});
                    }),
            encoded("trailing item", [](Bytes& payload) { payload.push_back(0); }),
            encoded("text that is no UTF-8", [](Bytes& payload) {
                add_field(payload, {0x18, 0x40, 0x62, 0xff, 0xfe});
            })};
}

}  // namespace steward::evil
