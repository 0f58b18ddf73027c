#include "cli/web_place.h"

#include <curl/curl.h>
#include <sodium.h>
#include <sys/stat.h>

#include <array>
#include <cstring>
#include <fstream>

#include "base/plain.h"

namespace steward::cli {

namespace {
constexpr size_t most_answer = 512 * 1024;
constexpr std::string_view s3_scheme = "s3+";

struct Taken {
    std::string text;
    bool is_too_much = false;
};
size_t take_answer(char* bytes, size_t size, size_t count, void* into) {
    auto& taken = *static_cast<Taken*>(into);
    taken.is_too_much = taken.text.size() + size * count > most_answer;
    if (taken.is_too_much) return 0;
    taken.text.append(bytes, size * count);
    return size * count;
}

struct Given {
    ByteView rest;
};
size_t give_body(char* into, size_t size, size_t count, void* from) {
    auto& given = *static_cast<Given*>(from);
    const size_t part = std::min(size * count, given.rest.size());
    if (part > 0) std::memcpy(into, given.rest.data(), part);
    given.rest = given.rest.subspan(part);
    return part;
}

bool is_on_this_machine(std::string_view url) {
    for (const char* host : {"http://127.0.0.1:", "http://127.0.0.1/", "http://localhost:", "http://localhost/"})
        if (url.starts_with(host)) return true;
    return false;
}

// Signed with the request: a body that was changed on the way is not taken.
std::string content_digest(ByteView content) {
    std::array<uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), content.data(), content.size());
    return "x-amz-content-sha256: " + to_hex(digest);
}

// What S3 says of it in one word: <Code>SignatureDoesNotMatch</Code>.
std::string word_of(const std::string& body) {
    constexpr std::string_view begin = "<Code>";
    const size_t from = body.find(begin), to = body.find('<', from == std::string::npos ? from : from + begin.size());
    if (from == std::string::npos || to == std::string::npos) return {};
    return ", " + plain(body.substr(from + begin.size(), std::min<size_t>(60, to - from - begin.size())));
}

struct Headers {
    ~Headers() { curl_slist_free_all(list); }
    void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
    curl_slist* list = nullptr;
};
}  // namespace

struct WebPlace::Connection {
    std::unique_ptr<CURL, void (*)(CURL*)> curl{curl_easy_init(), curl_easy_cleanup};
};

Result<WebAccess> read_access(const std::string& file) {
    struct stat about {};
    std::ifstream stream(file);
    if (!stream || ::stat(file.c_str(), &about) != 0)
        return fail(ErrorKind::NotFound, "cli.no_such_file", "The file of the mirror's password, " + plain(file) + ", cannot be read.");
    if ((about.st_mode & 077) != 0)
        return fail(ErrorKind::Forbidden, "mirror.open_file",
                    "Others can read " + plain(file) + ", which holds a password: chmod 600 " + plain(file) + ", and take a new one.");
    WebAccess access;
    std::getline(stream, access.user);
    std::getline(stream, access.password);
    if (access.user.empty() || access.password.empty())
        return fail(ErrorKind::Invalid, "mirror.access",
                    "The first line of " + plain(file) + " is the user (of S3 the key's id), the second the password (the secret).");
    return access;
}

WebPlace::WebPlace(std::string url, WebAccess access, std::string region)
    : url_(std::move(url)), access_(std::move(access)), region_(std::move(region)), connection_(std::make_shared<Connection>()) {}

Result<WebPlace> WebPlace::at(std::string url, WebAccess access, std::string region) {
    const bool is_s3 = url.starts_with(s3_scheme);
    if (is_s3) url.erase(0, s3_scheme.size());
    while (url.ends_with('/')) url.pop_back();
    if (!url.starts_with("https://") && !is_on_this_machine(url))
        return fail(ErrorKind::Invalid, "mirror.place",
                    "A mirror is a place that begins with https:// or s3+https://; its password would be read on the way otherwise.");
    const std::string rest = url.substr(url.find("//") + 2);
    if (rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:/_~-[]") != std::string::npos)
        return fail(ErrorKind::Invalid, "mirror.place",
                    "A mirror's place is a host and a path of letters, digits and . _ ~ -; user and password stand in "
                    "STEWARD_MIRROR_USER and STEWARD_MIRROR_PASSWORD, or in a file named by --access.");
    if (is_s3 == region.empty())
        return fail(ErrorKind::Invalid, "mirror.place",
                    is_s3 ? "Where is the bucket? --region names the region of S3, such as eu-central-1."
                          : "Only a place of S3 has a region; it begins with s3+https://, then the endpoint and the bucket.");
    if (is_s3 && rest.find('/') == std::string::npos)
        return fail(ErrorKind::Invalid, "mirror.place", "A place of S3 is s3+https://ENDPOINT/BUCKET, and a folder in it if you like.");
    if (is_s3 && access.user.empty())
        return fail(ErrorKind::Invalid, "mirror.access",
                    "S3 wants a key: its id in STEWARD_MIRROR_USER and its secret in STEWARD_MIRROR_PASSWORD, or both in a file named by "
                    "--access.");
    return WebPlace(std::move(url), std::move(access), std::move(region));
}

Result<WebPlace::Answer> WebPlace::ask(const char* verb, const std::string& path, ByteView body, bool only_if_new) const {
    CURL* curl = connection_->curl.get();
    curl_easy_reset(curl);  // its connection stays
    const std::string url = url_ + path, algorithm = "aws:amz:" + region_ + ":s3";
    const bool puts = std::strcmp(verb, "PUT") == 0;
    Headers headers;
    if (puts) headers.add("Content-Type: application/octet-stream");
    if (only_if_new) headers.add("If-None-Match: *");
    if (!region_.empty()) headers.add(content_digest(body));
    Taken taken;
    Given given{body};
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (puts) {
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
        curl_easy_setopt(curl, CURLOPT_READDATA, &given);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(body.size()));
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, verb);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.list);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &taken);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    if (!access_.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, access_.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, access_.password.c_str());
        if (region_.empty()) curl_easy_setopt(curl, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        else curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, algorithm.c_str());
    }
    const CURLcode code = curl_easy_perform(curl);
    if (taken.is_too_much)
        return fail(ErrorKind::TooLarge, "mirror.too_much", url + " is larger than any message; nothing of it was taken.");
    if (code != CURLE_OK)
        return fail(ErrorKind::Unavailable, "mirror.unreachable", "The mirror " + url_ + " does not answer; try again, nothing is lost.",
                    curl_easy_strerror(code));
    Answer answer{.body = std::move(taken.text)};
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

// S3 says 403 of what is not there to a key that may not list.
std::unexpected<Error> WebPlace::refused(const std::string& what, const Answer& answer) const {
    return fail(ErrorKind::Forbidden, "mirror.refused",
                "The mirror " + what + " (" + std::to_string(answer.status) + word_of(answer.body) + "); look at " +
                    (region_.empty() ? "its user's rights and at its disk."
                                     : "its key's rights (GetObject, PutObject, ListBucket), at the region and at this machine's clock."));
}

Result<std::optional<Bytes>> WebPlace::read(const std::string& path) const {
    STEWARD_TRY(const Answer answer, ask("GET", path, {}, false));
    if (answer.status == 404) return std::nullopt;
    if (answer.status != 200) return refused("shows nobody what it has", answer);
    const ByteView bytes = as_bytes(answer.body);
    return Bytes(bytes.begin(), bytes.end());
}

Result<bool> WebPlace::write_new(const std::string& path, ByteView content) const {
    STEWARD_TRY(Answer answer, ask("PUT", path, content, true));
    if (answer.status == 412) return false;
    // Not every place can refuse by itself; there the caller looked just before.
    if (answer.status == 501) {
        STEWARD_TRY(answer, ask("PUT", path, content, false));
    }
    if (!answer.is_taken()) return refused("took no message", answer);
    return true;
}

// One that is there already answers 405. One whose own folder is missing answers 409, and says so again when something is put there.
Status WebPlace::make_folder(const std::string& path) const {
    if (!region_.empty()) return {};
    STEWARD_TRY(const Answer answer, ask("MKCOL", path + "/", {}, false));
    if (answer.is_taken() || answer.status == 405 || answer.status == 409) return {};
    return refused("makes no folder " + plain(path), answer);
}

}  // namespace steward::cli
