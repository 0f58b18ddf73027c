// light_key FOLDER NAME PERSON PASSPHRASE: a key file as `steward-sign key new` makes it, but with the least work for a guess. An emulated
// processor needs a quarter of a minute for the usual work, each time that a key is opened; the file says how much it wants.
#include <cstdio>
#include <filesystem>

#include "base/random.h"
#include "signer/folder.h"
#include "signer/secret_key.h"

int main(int count, char** words) {
    using namespace steward;
    if (count != 5) return std::fputs("usage: light_key FOLDER NAME PERSON PASSPHRASE\n", stderr), 2;
    SystemRng rng;
    const auto sealed = signer::SecretKey::make(words[3], rng).seal(words[4], {.passes = 1, .memory_bytes = 8192}, rng);
    if (!sealed) return std::fprintf(stderr, "light_key: %s\n", sealed.error().message.c_str()), 1;
    const std::filesystem::path keys = std::filesystem::path(words[1]) / "keys";
    std::filesystem::create_directories(keys);
    const auto written = signer::write_file(keys / (std::string(words[2]) + ".key"), trust::write_message(*sealed));
    if (!written) return std::fprintf(stderr, "light_key: %s\n", written.error().message.c_str()), 1;
    return 0;
}
