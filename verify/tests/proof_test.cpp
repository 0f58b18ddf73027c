// Proofs that a machine kept: what they have to be, and what an export has to say to them.
#include "verify/proof.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>

#include "verify/report.h"
#include "verify/tests/small_log.h"

namespace steward::verify {
namespace {

constexpr uint64_t logged_at = 20'400 * one_day + one_day / 2;

// RFC 9162, sections 2.1.1 and 2.1.3.1, as they are written there, over leaves that only become more: the root of a full part is worked
// out once.
class Paths {
public:
    explicit Paths(const std::vector<Hash>& leaves) : leaves_(leaves) {}
    std::vector<Hash> of(size_t index) { return of(index, 0, leaves_.size()); }

private:
    static size_t left_of(size_t size) { return std::bit_floor(size - 1); }
    Hash root(size_t begin, size_t size) {
        if (size == 1) return leaves_[begin];
        const auto known = full_.find({begin, size});
        if (known != full_.end()) return known->second;
        const size_t left = left_of(size);
        const Hash both = sha256(1, root(begin, left), root(begin + left, size - left));
        if (std::has_single_bit(size)) full_.emplace(std::pair(begin, size), both);
        return both;
    }
    std::vector<Hash> of(size_t index, size_t begin, size_t size) {
        if (size == 1) return {};
        const size_t left = left_of(size);
        const bool is_left = index < left;
        auto path = is_left ? of(index, begin, left) : of(index - left, begin + left, size - left);
        path.push_back(is_left ? root(begin + left, size - left) : root(begin, left));
        return path;
    }

    const std::vector<Hash>& leaves_;
    std::map<std::pair<size_t, size_t>, Hash> full_;
};
std::vector<Hash> path_of(size_t index, const std::vector<Hash>& leaves) { return Paths(leaves).of(index); }

void put_number(Bytes& out, uint64_t number) {
    if (number < 24) {
        out.push_back(static_cast<uint8_t>(number));
    } else if (number < 256) {
        out.insert(out.end(), {0x18, static_cast<uint8_t>(number)});
    } else {
        out.insert(out.end(), {0x19, static_cast<uint8_t>(number >> 8), static_cast<uint8_t>(number)});
    }
}

void put(Bytes& out, ByteView bytes) {
    if (bytes.size() < 24) {
        out.push_back(static_cast<uint8_t>(0x40 + bytes.size()));
    } else if (bytes.size() < 256) {
        out.insert(out.end(), {0x58, static_cast<uint8_t>(bytes.size())});
    } else {
        out.insert(out.end(), {0x59, static_cast<uint8_t>(bytes.size() >> 8), static_cast<uint8_t>(bytes.size())});
    }
    out.insert(out.end(), bytes.begin(), bytes.end());
}

std::vector<Bytes> parts_of(const std::string& line) {  // "entry LEAF SALT WORDS"
    std::vector<Bytes> parts;
    for (size_t at = line.find(' '); at != std::string::npos;) {
        const size_t end = line.find(' ', at + 1);
        EXPECT_TRUE(read_base64(std::string_view(line).substr(at + 1, end - at - 1), parts.emplace_back()));
        at = end;
    }
    return parts;
}

// A log of entries, and the proof of one of them under the head of all.
struct Machine {
    SmallLog log;
    std::vector<std::string> entries;
    std::vector<Hash> leaves;

    void logged(uint8_t client) {
        entries.push_back(log.entry(logged_at, client));
        leaves.push_back(sha256(0, parts_of(entries.back())[0]));
    }
    std::string head(const Signer& signer) const { return log.note() + "\n" + signer.line(log.note()); }
    std::string proof(size_t index, const Signer& signer) const {
        return proof(index, index, leaves.size(), path_of(index, leaves), head(signer));
    }
    std::string proof(size_t index) const { return proof(index, log.log); }
    std::string proof(size_t of, uint64_t index, uint64_t size, const std::vector<Hash>& path, const std::string& head) const {
        const auto parts = parts_of(entries[of]);
        Bytes out{0xa7, 1};
        put(out, parts[0]);
        out.push_back(2);
        put(out, parts[2]);
        out.push_back(3);
        put(out, parts[1]);
        out.push_back(4);
        put_number(out, index);
        out.push_back(5);
        if (path.size() > 23) out.insert(out.end(), {0x98, static_cast<uint8_t>(path.size())});
        else out.push_back(static_cast<uint8_t>(0x80 + path.size()));
        for (const Hash& hash : path) put(out, hash);
        out.insert(out.end(), {6, 0x61, 'x', 7});
        put_number(out, size);
        return "proof 2026-11-30T12:00:00.000Z 00 " + write_base64(out) + " " +
               write_base64({reinterpret_cast<const uint8_t*>(head.data()), head.size()});
    }
    std::vector<std::string> exported(const std::vector<size_t>& left_out = {}) const {
        std::vector<std::string> lines = SmallLog().start(logged_at + 1000);
        lines.push_back(SmallLog().chain("client", 1, "Harbour"));
        for (size_t i = 0; i < entries.size(); ++i) {
            const bool is_left_out = std::ranges::find(left_out, i) != left_out.end();
            lines.push_back(is_left_out ? "tree 0 " + write_base64(leaves[i]) : entries[i]);
        }
        lines.push_back(log.head());
        lines.push_back("end " + std::to_string(entries.size() - left_out.size()));
        return lines;
    }
};

Machine harbour() {
    Machine machine;
    for (const int client : {0, 1, 1, 0, 1}) machine.logged(static_cast<uint8_t>(client));
    return machine;
}

Verdict judged(const std::vector<std::string>& lines, const std::vector<std::string>& proofs) {
    Known known;
    for (const auto& line : proofs) {
        auto proof = read_proof(line);
        EXPECT_TRUE(proof) << line;
        if (proof) known.proofs.push_back(std::move(*proof));
    }
    Judge judge(std::move(known));
    for (const auto& line : lines)
        if (!judge.take(line)) break;
    return judge.finish();
}
std::string outcome(const Verdict& verdict) { return verdict.fault ? verdict.fault->code : "holds"; }

TEST(Proofs, of_what_ran_stand_in_the_export) {
    const Machine machine = harbour();
    const Verdict verdict = judged(machine.exported(), {machine.proof(4), machine.proof(1), machine.proof(1)});
    EXPECT_EQ(outcome(verdict), "holds") << verdict.fault->sentence;
    EXPECT_EQ(verdict.proofs, 3U);
    EXPECT_NE(sentence_of(verdict).find("; 3 proofs of your machine found in it"), std::string::npos);
    EXPECT_NE(json_of(verdict).find("\"proofs\":3,\"foreign_proofs\":0,\"uncompared_proofs\":0"), std::string::npos);
    EXPECT_EQ(exit_code(verdict), 0);
}

TEST(Proofs, show_what_an_export_leaves_out) {
    Machine machine = harbour();
    Verdict verdict = judged(machine.exported({4}), {machine.proof(4)});
    EXPECT_EQ(outcome(verdict), "proof_left_out");
    EXPECT_NE(verdict.fault->sentence.find("kept from you"), std::string::npos);
    EXPECT_EQ(outcome(judged(machine.exported({4}), {machine.proof(1)})), "holds") << "who has no proof of it cannot know";
    machine.log.use_salt(9);  // a second chain of the same client, which its export never names
    machine.logged(1);
    verdict = judged(machine.exported({5}), {machine.proof(5)});
    EXPECT_EQ(outcome(verdict), "proof_left_out");
    EXPECT_NE(verdict.fault->sentence.find("another chain"), std::string::npos);
}

TEST(Proofs, show_two_logs_and_one_that_was_cut) {
    const Machine machine = harbour();
    Machine other;
    for (const int client : {0, 1, 1, 1}) other.logged(static_cast<uint8_t>(client));
    EXPECT_EQ(outcome(judged(machine.exported(), {other.proof(3)})), "split_view");
    Machine longer = harbour();
    longer.logged(1);
    EXPECT_EQ(outcome(judged(machine.exported(), {longer.proof(5)})), "shrunk");
}

// Another client's log, clean and signed, under the name of the one who asks: only the ids tell.
TEST(Proofs, of_other_clients_are_told_for_this_may_be_the_log_of_somebody_else) {
    Machine machine = harbour();
    machine.logged(7);
    machine.logged(7);
    Verdict verdict = judged(machine.exported({5, 6}), {machine.proof(5)});
    EXPECT_EQ(outcome(verdict), "holds");
    EXPECT_EQ(verdict.foreign_proofs, 1U);
    EXPECT_EQ(exit_code(verdict), 3);
    EXPECT_NE(json_of(verdict).find("\"code\":\"not_compared\""), std::string::npos);
    EXPECT_NE(
        sentence_of(verdict).find("1 proof that you gave is of the client 07070707070707070707070707070707, whom this export does not"),
        std::string::npos)
        << sentence_of(verdict);
    verdict = judged(machine.exported({5, 6}), {machine.proof(5), machine.proof(1), machine.proof(6)});
    EXPECT_EQ(verdict.proofs, 1U) << "the machine came to this client later";
    EXPECT_EQ(exit_code(verdict), 3);
    EXPECT_NE(sentence_of(verdict).find("2 proofs that you gave are of the client 0707"), std::string::npos);
}

TEST(Proofs, of_another_key_are_not_compared) {
    Machine machine = harbour();
    machine.logged(7);
    Verdict verdict = judged(machine.exported({5}), {machine.proof(4, Signer(1, "steward/x", 8))});
    EXPECT_EQ(outcome(verdict), "holds");
    EXPECT_EQ(verdict.uncompared_proofs, 1U);
    EXPECT_EQ(exit_code(verdict), 3);
    EXPECT_NE(sentence_of(verdict).find("1 proof that you gave could not be compared"), std::string::npos);
    EXPECT_EQ(sentence_of(verdict).find("The head of"), std::string::npos);
    const std::string other = "steward/y" + machine.log.note().substr(9);
    const std::string head = other + "\n" + machine.log.log.line(other);
    verdict = judged(machine.exported({5}), {machine.proof(4, 4, 6, path_of(4, machine.leaves), head)});
    EXPECT_EQ(verdict.uncompared_proofs, 1U) << "the same key signed it for a log of another name";
}

// Nobody reads one in which a hash of its path, its place or the size was changed.
void hold_with_nothing_changed(const Machine& machine, size_t i, const std::vector<Hash>& path, const std::string& head) {
    const size_t size = machine.leaves.size();
    SCOPED_TRACE(std::to_string(i) + " of " + std::to_string(size));
    for (size_t step = 0; step < path.size(); ++step) {
        auto bent = path;
        bent[step][0] ^= 1;
        EXPECT_FALSE(read_proof(machine.proof(i, i, size, bent, head)));
    }
    auto longer = path;
    longer.emplace_back();
    EXPECT_FALSE(read_proof(machine.proof(i, i, size, longer, head)));
    EXPECT_FALSE(read_proof(machine.proof(i, i ^ 1, size, path, head))) << "another place";
    EXPECT_FALSE(read_proof(machine.proof(i, size, size, path, head)));
    EXPECT_FALSE(read_proof(machine.proof(i, i, size + 1, path, head)));
    if (!path.empty()) EXPECT_FALSE(read_proof(machine.proof(i, i, size, {path.begin(), path.end() - 1}, head)));
}

TEST(Proofs, hold_under_every_head_up_to_256_entries_and_with_nothing_changed) {
    const auto is_at_an_edge = [](size_t size) {  // where a path begins to be longer, or a tree is full
        return std::has_single_bit(size - 1) || std::has_single_bit(size) || std::has_single_bit(size + 1);
    };
    Machine machine;
    Paths paths(machine.leaves);
    size_t proofs = 0;
    for (size_t size = 1; size <= 256; ++size) {
        machine.logged(1);
        const std::string head = machine.head(machine.log.log);
        for (size_t i = 0; i < size; ++i) {
            const auto path = paths.of(i);
            const auto read = read_proof(machine.proof(i, i, size, path, head));
            ASSERT_TRUE(read) << i << " of " << size;
            EXPECT_EQ(read->index, i);
            ++proofs;
            if (size <= 20 || is_at_an_edge(size)) hold_with_nothing_changed(machine, i, path, head);
        }
    }
    EXPECT_EQ(proofs, 32'896U);
}

TEST(Proofs, of_something_that_is_no_entry_are_none) {
    const Machine machine = harbour();
    const std::string good = machine.proof(1);
    const size_t begin = good.find(' ', good.find(' ', 6) + 1) + 1;
    const Bytes leaf{1, 2, 3};
    Bytes out{0xa6, 1};
    put(out, leaf);
    out.push_back(2);
    put(out, {});
    out.push_back(3);
    put(out, Hash{});
    out.insert(out.end(), {4, 0, 5, 0x80, 7, 1});
    const std::string head = "steward/x\n1\n" + write_base64(sha256(0, leaf)) + "\n\n";
    EXPECT_FALSE(read_proof(good.substr(0, begin) + write_base64(out) + " " +
                            write_base64({reinterpret_cast<const uint8_t*>(head.data()), head.size()})));
    EXPECT_FALSE(read_proof(machine.proof(1, 1, 5, std::vector<Hash>(65), machine.head(machine.log.log)))) << "longer than any path";
}

TEST(Proofs, in_another_form_are_none) {
    const Machine machine = harbour();
    const std::string good = machine.proof(1);
    EXPECT_TRUE(read_proof(good));
    EXPECT_FALSE(read_proof(""));
    EXPECT_FALSE(read_proof("p" + good));
    EXPECT_FALSE(read_proof(good.substr(0, good.rfind(' '))));
    EXPECT_FALSE(read_proof(good + " more"));
    EXPECT_FALSE(read_proof("proof now 00 ? " + good.substr(good.rfind(' ') + 1)));
    const size_t begin = good.find(' ', good.find(' ', 6) + 1) + 1, end = good.find(' ', begin);
    Bytes carried;
    ASSERT_TRUE(read_base64(good.substr(begin, end - begin), carried));
    for (size_t at = 0; at < carried.size(); ++at) {
        Bytes bent = carried;
        bent[at] ^= 0x20;
        const bool is_of_its_head = at >= carried.size() - 3 - 1 && at < carried.size() - 2;  // "x": the head beside it is not read
        EXPECT_EQ(read_proof(good.substr(0, begin) + write_base64(bent) + good.substr(end)).has_value(), is_of_its_head && bent[at] == 'X')
            << at;
    }
    Bytes alone(carried.begin(), carried.end() - 5);  // without the head that travelled with it
    alone[0] = 0xa6;
    alone.insert(alone.end(), carried.end() - 2, carried.end());
    EXPECT_TRUE(read_proof(good.substr(0, begin) + write_base64(alone) + good.substr(end)));
    for (size_t size = 0; size < carried.size(); ++size)
        EXPECT_FALSE(read_proof(good.substr(0, begin) + write_base64({carried.data(), size}) + good.substr(end))) << size;
}

}  // namespace
}  // namespace steward::verify
