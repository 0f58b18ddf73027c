// Every single bit of twenty envelopes turned over, and frames that chance has mangled (STEWARD_FRAMES, 100,000; STEWARD_SEED): no effect,
// and the gate says why.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "tests/evil/envelopes.h"

namespace steward::evil {

namespace {
// Where in the frame a byte stands.
enum class Region { Magic, Type, Count, Reserved, Size, Payload, KeyId, Algorithm, Carries, Rest };

Region region_of(const Bytes& frame, size_t at) {
    if (at < 4) return Region::Magic;
    if (at == 4) return Region::Type;
    if (at == 5) return Region::Count;
    if (at < 8) return Region::Reserved;
    if (at < frame_head_size) return Region::Size;
    size_t begin = frame_head_size + framed(frame).payload.size();
    if (at < begin) return Region::Payload;
    for (const Signature& one : framed(frame).signed_by()) {
        const size_t inside = at - begin, head = key_id_size + 3, whole = head + signature_size + one.carried.size();
        if (inside < key_id_size) return Region::KeyId;
        if (inside == key_id_size) return Region::Algorithm;
        if (inside < head) return Region::Carries;
        if (inside < whole) return Region::Rest;
        begin += whole;
    }
    return Region::Rest;
}

using Answers = std::set<std::string>;

bool is_link(MessageType type) {
    return type == MessageType::Roster || type == MessageType::Recovery || type == MessageType::Resolve || type == MessageType::Veto;
}

// Of the chain, the message says what became of it: a gap, not on the chain, not signed, malformed.
const Answers not_taken_up{"became 4", "became 5", "became 6", "became 7"};

Answers allowed(MessageType type, Region region) {
    switch (region) {
        case Region::Magic:
            return {"refused 1.2"};
        case Region::Reserved:
            return {"refused 1.5"};
        case Region::Count:
            return {"refused 1.4", "refused 1.7", "refused 1.8"};
        case Region::Size:
            return {"refused 1.6", "refused 1.7", "refused 1.8"};
        case Region::Carries:
            return {"refused 1.7", "refused 1.8"};
        case Region::Type:  // signed as another: no signature holds; of types that nobody brings here, check 2
            return {"refused 1.3", "refused 2.1", "refused 2.7",   "refused 2.11", "refused 2.12",
                    "refused 4.1", "refused 5.1", "refused 12.16", "became 6",     "became 7"};
        case Region::KeyId:
            if (is_link(type)) return {"became 6"};
            return type == MessageType::RunTicket ? Answers{"refused 4.1", "refused 12.16"} : Answers{"refused 4.1"};
        default:
            if (is_link(type)) return region == Region::Payload ? not_taken_up : Answers{"became 6"};
            return {"refused 5.1"};
    }
}

// What may not change by anything that is refused.
std::string power_of(World& world) {
    const auto state = read_message<gate::StateAnswer>(world.ask(Want::State).body).value_or(gate::StateAnswer{});
    gate::Answer policies = world.ask(Want::Policies);
    return std::to_string(state.begun) + "/" + std::to_string(state.running) + "/" + std::to_string(state.seq) + "/" + to_hex(state.head) +
           "/" + to_hex(state.client) + "/" + to_hex(sha256(policies.body)) + "/" + std::to_string(world.effects());
}

size_t number_from(const char* name, size_t otherwise) {
    const char* text = std::getenv(name);
    return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

void print(const std::map<std::string, size_t>& answers) {
    for (const auto& [said, count] : answers) std::printf("  %8zu %s\n", count, said.c_str());
}
}  // namespace

TEST(EvilFrames, no_single_bit_of_twenty_envelopes_can_be_turned_over) {
    const auto envelopes = all_envelopes();
    ASSERT_EQ(envelopes.size(), 20U);
    std::map<std::string, size_t> answers;
    size_t flips = 0;
    for (const Envelope& envelope : envelopes) {
        SCOPED_TRACE(envelope.name);
        World world;
        Bytes frame = envelope.make(world);
        const Bytes sound = frame;
        const MessageType type = framed(sound).type;
        const std::string before = power_of(world);
        for (size_t bit = 0; bit < sound.size() * 8; ++bit) {
            frame[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
            const std::string said = world.take(frame);
            frame[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
            ++answers[said];
            ASSERT_TRUE(allowed(type, region_of(sound, bit / 8)).contains(said)) << "bit " << bit << ": " << said;
            ++flips;
        }
        EXPECT_EQ(power_of(world), before) << "an effect";
        EXPECT_EQ(world.take(sound), envelope.sound) << "else it would show nothing";
        world.wait();
    }
    std::printf("evil: %zu bits of %zu envelopes turned over\n", flips, envelopes.size());
    print(answers);
    EXPECT_GT(flips, 50'000U);
}

namespace {
void mangle(Bytes& frame, const std::vector<Bytes>& all, std::mt19937_64& dice) {
    const auto pick = [&](size_t count) { return static_cast<size_t>(dice() % count); };
    const size_t at = pick(frame.size()), size = std::min(frame.size() - at, pick(40) + 1);
    const auto begin = frame.begin() + static_cast<ptrdiff_t>(at), end = begin + static_cast<ptrdiff_t>(size);
    switch (pick(8)) {
        case 0:
            frame[at] ^= static_cast<uint8_t>(1U << pick(8));
            break;
        case 1:
            frame[at] = static_cast<uint8_t>(dice());
            break;
        case 2:
            frame.erase(begin, end);
            break;
        case 3: {
            const Bytes part(begin, end);
            frame.insert(frame.begin() + static_cast<ptrdiff_t>(pick(frame.size())), part.begin(), part.end());
            break;
        }
        case 4: {  // a part of another one, in the same place
            const Bytes& other = all[pick(all.size())];
            for (size_t i = at; i < at + size && i < other.size(); ++i) frame[i] = other[i];
            break;
        }
        case 5: {  // the front of this one, the end of another
            const Bytes& other = all[pick(all.size())];
            frame.resize(at);
            frame.insert(frame.end(), other.begin() + static_cast<ptrdiff_t>(std::min(at, other.size())), other.end());
            break;
        }
        case 6:
            frame[pick(std::min<size_t>(frame.size(), frame_head_size))] = static_cast<uint8_t>(dice());
            break;
        default:
            for (size_t i = at; i < at + size; ++i) frame[i] = static_cast<uint8_t>(dice());
    }
    if (frame.empty()) frame.push_back(0);
}
}  // namespace

TEST(EvilFrames, no_frame_that_chance_has_mangled_has_an_effect) {
    const size_t count = number_from("STEWARD_FRAMES", 100'000), seed = number_from("STEWARD_SEED", 20'260'101);
    std::printf("evil: %zu mangled frames, STEWARD_SEED=%zu\n", count, seed);
    World world;
    std::vector<Bytes> all;
    for (const Envelope& envelope : all_envelopes()) {
        World other;  // keys come from names: what is sound there is sound here
        all.push_back(envelope.make(other));
    }
    std::mt19937_64 dice(seed);
    std::map<std::string, size_t> answers;
    const std::string before = power_of(world);
    for (size_t number = 0; number < count; ++number) {
        Bytes frame = all[dice() % all.size()];
        for (size_t left = dice() % 3 + 1; left > 0; --left) mangle(frame, all, dice);
        if (std::ranges::find(all, frame) != all.end()) continue;
        const std::string said = world.take(frame);
        ++answers[said];
        const bool is_refused = said.starts_with("refused ") || not_taken_up.contains(said);
        ASSERT_TRUE(is_refused) << "frame " << number << ": " << said << "\n" << to_hex(frame);
    }
    EXPECT_EQ(power_of(world), before) << "an effect";
    print(answers);
    EXPECT_EQ(world.take(world.sign(world.job())), "runs") << "else it would show nothing";
}

}  // namespace steward::evil
