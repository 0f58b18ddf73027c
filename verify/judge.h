// Judges an export line by line. Keeps what a few chains need, never the entries.
#pragma once

#include <map>

#include "verify/entry.h"
#include "verify/note.h"
#include "verify/proof.h"
#include "verify/tree.h"

namespace steward::verify {

/// What somebody trusts from elsewhere.
struct Known {
    std::vector<Key> keys;                          // of the log, of witnesses; empty: as the export names them
    std::vector<Note> heads;                        // seen by this machine's agent, or kept from an earlier export
    std::vector<Proof> proofs;                      // that a machine of the client kept
    std::optional<std::array<uint8_t, 16>> client;  // whose log this has to be: a name in an export proves nothing
};

struct Fault {
    std::string code;      // "seq_gap"; the list stands in docs/guide/verify.md
    std::string sentence;  // what is wrong and where
    uint64_t line = 0;
};

struct Chain {
    std::string kind, name;  // "client" or "provider"
    std::array<uint8_t, 16> client{};
    uint64_t entries = 0, without_words = 0;
    int64_t first_at = 0, last_at = 0, counted_day = -1;
    Hash last{};
};

struct Verdict {
    std::optional<Fault> fault;
    bool compared = true;          // false: it holds, but a head or a proof that was given could not be compared
    uint64_t uncompared_size = 0;  // of that head
    uint64_t proofs = 0, foreign_proofs = 0, uncompared_proofs = 0;  // that stand here; of other clients; under another key of the log
    std::array<uint8_t, 16> foreign_client{};                        // of the first of those
    uint64_t entries = 0, size = 0, heads = 0;
    Hash root{};
    std::string origin;
    int64_t made_ms = 0;
    bool key_was_given = false, witness_keys_were_given = false;
    std::vector<std::string> witnesses;  // whose cosignatures of the newest head that anybody saw hold
    uint64_t witnessed_entries = 0;      // of this export, before that head
    bool is_end_witnessed = false;       // that head is the last one
    std::vector<Chain> chains;           // the clients' first
};

class Judge {
public:
    explicit Judge(Known known);

    /// One line without its end. False: a fault was found, and nothing more is judged.
    bool take(std::string_view line);
    Verdict finish();

private:
    bool fault(std::string_view code, std::string sentence);
    bool take_header(std::string_view word, std::string_view rest);
    bool take_key(std::string_view rest);
    bool take_chain(std::string_view rest);
    bool take_witness(std::string_view rest);
    bool begin_body();
    bool is_of(const std::array<uint8_t, 16>& client) const;
    bool take_entry(std::string_view rest);
    bool take_subtree(std::string_view rest);
    bool take_head(std::string_view rest);
    bool take_end(std::string_view rest);
    bool follows(const Entry& entry, Chain& chain);
    bool words_hold(const Entry& entry, Chain& chain, std::string_view salt, std::string_view words);
    bool count_holds(const Entry& entry, Chain& chain, const Words& words);
    bool time_holds(const Entry& entry, const Chain& chain);
    bool grow(unsigned level, const Hash& hash);
    void choose_proofs();
    bool proofs_stand(unsigned level, const Hash* leaf);
    bool witnesses_hold(const Note& note);
    bool days_hold();
    std::string called(const Entry& entry, const Chain& chain) const;

    enum class Part { Mark, Origin, Made, Keys, Body, Done };
    Known known_;
    Verdict verdict_;
    Part part_ = Part::Mark;
    uint64_t line_ = 0, last_head_ = 0;
    size_t next_proof_ = 0;  // of those that were chosen, by their places
    Key log_;
    std::vector<Key> witnesses_;
    std::map<Hash, Chain> chains_;
    std::vector<Hash> order_;
    Tree tree_;
    uint64_t newest_at_ = 0;
    std::string newest_called_;
    Bytes leaf_, salt_, words_;
};

}  // namespace steward::verify
