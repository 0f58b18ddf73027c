#include "signer/tests/person.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

namespace steward::signer {

namespace {
std::string content_of(std::FILE* file) {
    std::fflush(file);
    std::string content(static_cast<size_t>(std::ftell(file)), '\0');
    std::rewind(file);
    content.resize(std::fread(content.data(), 1, content.size(), file));
    std::fclose(file);
    return content;
}

class NothingPluggedIn final : public SecurityKeys {
    Result<Device> open() override { return fail(ErrorKind::NotFound, "security_key.none", "No security key is plugged in."); }
};
}  // namespace

Office::Office() {
    std::string folder = (fs::temp_directory_path() / "steward-signer-XXXXXX").string();
    root_ = mkdtemp(folder.data());
    for (const char* folder : {"shared", "shared/desk", "shared/meeting", "shared/mirror"}) fs::create_directory(root_ / folder);
}

Office::~Office() { fs::remove_all(root_); }

Typed Person::type(std::vector<std::string> words, const std::string& passphrases) const {
    const int typed = memfd_create("typed", 0);
    (void)!write(typed, passphrases.data(), passphrases.size());
    lseek(typed, 0, SEEK_SET);
    words.insert(words.end(), {"--folder", office_.machine_of(name_).string(), "--passphrase-fd", std::to_string(typed)});
    std::FILE* out = std::tmpfile();
    std::FILE* errors = std::tmpfile();
    // A guess costs next to nothing here: the stories are not about that.
    const GuessCost cost{.passes = 1, .memory_bytes = 8192};
    NothingPluggedIn none;
    Typed result{.exit = run(words, {.clock = office_.clock,
                                     .rng = office_.rng,
                                     .security_keys = office_.security_keys ? *office_.security_keys : none,
                                     .cost = cost,
                                     .key_agent = office_.key_agent,
                                     .out = out,
                                     .errors = errors})};
    result.out = content_of(out);
    result.errors = content_of(errors);
    close(typed);
    return result;
}

std::string Person::does(std::vector<std::string> words) const {
    const std::string line = words[0];
    const Typed typed = type(std::move(words), std::string(passphrase) + "\n" + passphrase + "\n");
    EXPECT_EQ(typed.exit, 0) << name_ << ": " << line << ": " << typed.errors;
    return typed.out;
}

std::string Person::fails(std::vector<std::string> words) const {
    const Typed typed = type(std::move(words), std::string(passphrase) + "\n" + passphrase + "\n");
    EXPECT_NE(typed.exit, 0) << typed.out;
    return typed.errors;
}

void Person::make_key(const std::string& key, const std::string& roles) const {
    does({"key", "new", key, "--person", name_});
    does({"key", "card", key, "--roles", roles, "--out", card(key)});
}

}  // namespace steward::signer
