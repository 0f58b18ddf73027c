// Somebody with a machine of his own, who types commands.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "signer/commands.h"

namespace steward::signer {

struct Typed {
    int exit = 0;
    std::string out, errors;
};

/// A folder that everybody can reach, as a share or a stick would be, with `desk`, `meeting` and `mirror` in it, and the clock on the wall.
class Office {
public:
    Office();
    ~Office();
    fs::path file(const std::string& name) const { return root_ / "shared" / name; }
    fs::path machine_of(const std::string& person) const { return root_ / person; }
    ManualClock clock{Instant{1'790'000'000'000}};
    SeededRng rng{7};
    SecurityKeys* security_keys = nullptr;  // none is plugged in
    std::string key_agent;                  // none runs

private:
    fs::path root_;
};

class Person {
public:
    Person(Office& office, std::string name) : office_(office), name_(std::move(name)) {}

    /// `passphrases`: what he types when he is asked, one a line.
    Typed type(std::vector<std::string> words, const std::string& passphrases = {}) const;
    /// The same with a passphrase at hand; expects that it works.
    std::string does(std::vector<std::string> words) const;
    std::string fails(std::vector<std::string> words) const;

    void make_key(const std::string& key, const std::string& roles) const;
    std::string card(const std::string& key) const { return office_.file(name_ + "-" + key + ".card").string(); }
    const std::string& name() const { return name_; }

private:
    Office& office_;
    std::string name_;
};

constexpr const char* passphrase = "four random words here";

}  // namespace steward::signer
