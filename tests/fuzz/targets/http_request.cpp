// Bytes of a connection: heads, bodies, the part behind '?', cookies. They come in pieces; how they
// are cut must not change what is understood.
#include "server/platform/http/origin.h"
#include "server/platform/http/query.h"
#include "server/platform/http/request_reader.h"
#include "steward/directory/v1/directory.pb.h"
#include "tests/fuzz/input.h"

using namespace steward;

namespace {
constexpr size_t most_body = 2000;

struct Understood {
    std::string error, target, body;
    size_t headers = 0;
    bool whole = false;
    bool operator==(const Understood&) const = default;
};

void look_closer(const http::Request& request) {
    (void)http::cookie_of(request, "steward_session");
    (void)http::bearer_of(request);
    const std::string own[] = {"https://desk.example.org"};
    (void)http::is_from_our_own_pages(request, own);
    if (const auto pairs = http::parse_query(request.query())) {
        directory::v1::ListDevicesRequest list;
        (void)http::apply_query(*pairs, list);
    }
}

Understood read(std::string_view bytes, size_t piece) {
    http::RequestReader reader;
    Understood seen;
    std::string unread;
    while (!bytes.empty() && !reader.is_whole()) {
        const size_t size = std::min(piece, bytes.size());
        unread += bytes.substr(0, size);
        bytes.remove_prefix(size);
        for (bool goes_on = true; goes_on && !unread.empty() && !reader.is_whole();) {
            const bool had_head = reader.has_head();
            const auto used = reader.put(unread);
            if (!used) {
                seen.error = used.error().code;
                return seen;
            }
            fuzz::must(*used <= unread.size());
            unread.erase(0, *used);
            goes_on = !had_head && reader.has_head();
            if (!goes_on) continue;
            const auto request = reader.take_request();
            look_closer(request);
            seen.target = request.target;
            seen.headers = request.headers.size();
            if (reader.announced() > most_body) return seen;
            reader.accept_body(most_body);
        }
    }
    seen.whole = reader.is_whole();
    if (seen.whole) seen.body = reader.take_body();
    fuzz::must(seen.body.size() <= most_body);
    return seen;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const size_t piece = 1 + input.byte() % 64;
    const Understood at_once = read(input.text(), input.text().size());
    const Understood in_pieces = read(input.text(), piece);
    if (at_once.whole && in_pieces.error.empty()) fuzz::must(at_once == in_pieces);
    return 0;
}
