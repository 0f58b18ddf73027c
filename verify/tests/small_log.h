// The smallest export that holds, line by line, and what it takes to make another one of it.
#pragma once

#include "verify/judge.h"
#include "verify/tests/signer.h"

namespace steward::verify {

constexpr uint64_t one_day = 86'400'000;

/// Of the provider alone unless a client's chain is added. Entries and heads come in the order in which they are said.
class SmallLog {
public:
    SmallLog() : salt_(32, 3) {}

    std::string chain(std::string_view kind, uint8_t client, std::string_view name = "us") const {
        return "chain " + std::string(kind) + " " + write_hex(client_of(client)) + " " + write_base64(salt_) + " " + std::string(name);
    }
    /// One more act of this client (0: the provider's own), logged at this time.
    std::string entry(uint64_t at, uint8_t client = 0, uint8_t kind = 8,
                      const std::vector<std::pair<std::string, std::string>>& details = {}) {
        const Bytes words = words_of(client, details);
        const std::string line = entry_with(at, client, kind, sha256(salt_, words));
        return line + " " + write_base64(salt_) + " " + write_base64(words);
    }
    /// As far as its words: those are the caller's.
    std::string entry_with(uint64_t at, uint8_t client, uint8_t kind, const Hash& commitment) {
        auto& [count, last] = chains_[client];
        const Bytes leaf = leaf_of(at, kind, sha256(salt_, client_of(client)), ++count, last, commitment);
        last = sha256(0, leaf);
        tree_.add(0, last);
        return "entry " + write_base64(leaf);
    }
    std::string note() const { return "steward/x\n" + std::to_string(tree_.size()) + "\n" + write_base64(tree_.root()) + "\n"; }
    /// A head of what was logged so far, with further lines of signatures.
    std::string head(const std::string& more = "") const {
        const std::string whole = note() + "\n" + log.line(note()) + more;
        return "head " + write_base64({reinterpret_cast<const uint8_t*>(whole.data()), whole.size()});
    }
    std::vector<std::string> start(uint64_t made) const {
        return {"steward-log-export/v1", "origin steward/x", "made " + std::to_string(made), "key " + log.text(), chain("provider", 0)};
    }

    /// The next entries are in other chains of the same clients.
    void use_salt(uint8_t salt) { salt_ = Bytes(32, salt); }

    const Signer log{1, "steward/x", 1}, witness{4, "tower", 2};

    static std::array<uint8_t, 16> client_of(uint8_t client) {
        std::array<uint8_t, 16> id{};
        id.fill(client);
        return id;
    }
    Bytes words_of(uint8_t client, const std::vector<std::pair<std::string, std::string>>& details) const {
        Bytes out{static_cast<uint8_t>(details.empty() ? 0xa2 : 0xa3), 2};
        put_text(out, "act");
        if (!details.empty()) {
            out.push_back(8);
            out.push_back(static_cast<uint8_t>(0x80 + details.size()));
        }
        for (const auto& [name, value] : details) {
            out.push_back(0xa2);
            out.push_back(1);
            put_text(out, name);
            out.push_back(2);
            put_text(out, value);
        }
        out.push_back(9);
        out.push_back(0x50);
        const auto id = client_of(client);
        out.insert(out.end(), id.begin(), id.end());
        return out;
    }

private:
    static void put_text(Bytes& out, std::string_view text) {
        out.push_back(static_cast<uint8_t>(0x60 + text.size()));
        out.insert(out.end(), text.begin(), text.end());
    }
    static void put_number(Bytes& out, uint64_t number) {
        if (number < 24) return out.push_back(static_cast<uint8_t>(number));
        const unsigned bytes = number < 256 ? 1 : number < 65'536 ? 2 : number < (uint64_t{1} << 32) ? 4 : 8;
        out.push_back(bytes == 1 ? 0x18 : bytes == 2 ? 0x19 : bytes == 4 ? 0x1a : 0x1b);
        for (unsigned i = bytes; i > 0; --i) out.push_back(static_cast<uint8_t>(number >> 8 * (i - 1)));
    }
    static Bytes leaf_of(uint64_t at, uint8_t kind, const Hash& tag, uint64_t seq, const Hash& before, const Hash& commitment) {
        Bytes out{0xa7, 1, 1};
        const auto put = [&](uint8_t key, const auto& value) {
            out.push_back(key);
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, Hash>) {
                out.push_back(0x58);
                out.push_back(32);
                out.insert(out.end(), value.begin(), value.end());
            } else {
                put_number(out, value);
            }
        };
        put(2, at);
        put(3, uint64_t{kind});
        put(4, tag);
        put(5, seq);
        put(6, before);
        put(7, commitment);
        return out;
    }

    Bytes salt_;
    std::map<uint8_t, std::pair<uint64_t, Hash>> chains_;
    Tree tree_;
};

}  // namespace steward::verify
