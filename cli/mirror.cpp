#include "cli/mirror.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/plain.h"

namespace steward::cli {

namespace {
constexpr size_t most_mirrored = 512 * 1024, most_files = 20'000;

struct Taken {
    std::string text;
    bool is_too_much = false;
};
size_t take_answer(char* bytes, size_t size, size_t count, void* into) {
    auto& taken = *static_cast<Taken*>(into);
    taken.is_too_much = taken.text.size() + size * count > most_mirrored;
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
    std::memcpy(into, given.rest.data(), part);
    given.rest = given.rest.subspan(part);
    return part;
}

bool is_authority(const std::string& text) { return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos; }
bool is_on_this_machine(const std::string& url) {
    for (const char* host : {"http://127.0.0.1:", "http://127.0.0.1/", "http://localhost:", "http://localhost/"})
        if (url.starts_with(host)) return true;
    return false;
}
}  // namespace

Result<Mirror> Mirror::at(MirrorPlace place) {
    while (place.url.ends_with('/')) place.url.pop_back();
    if (!place.url.starts_with("https://") && !is_on_this_machine(place.url))
        return fail(ErrorKind::Invalid, "mirror.place",
                    "A mirror is a place that begins with https://; its password would be read on the way otherwise.");
    return Mirror(std::move(place));
}

Result<Mirror::Answer> Mirror::ask(const char* verb, const std::string& path, ByteView body) const {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    const std::string url = place_.url + path, algorithm = "aws:amz:" + place_.region + ":s3";
    // Two who publish at once: the second is told so instead of writing over.
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/octet-stream");
    if (std::strcmp(verb, "PUT") == 0) headers = curl_slist_append(headers, "If-None-Match: *");
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owned(headers, curl_slist_free_all);
    Taken taken;
    Given given{body};
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    if (std::strcmp(verb, "PUT") == 0) {
        curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, give_body);
        curl_easy_setopt(curl.get(), CURLOPT_READDATA, &given);
        curl_easy_setopt(curl.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(body.size()));
    }
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, verb);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, owned.get());
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &taken);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
    if (!place_.user.empty()) {
        curl_easy_setopt(curl.get(), CURLOPT_USERNAME, place_.user.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, place_.password.c_str());
        if (place_.region.empty()) curl_easy_setopt(curl.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        else curl_easy_setopt(curl.get(), CURLOPT_AWS_SIGV4, algorithm.c_str());
    }
    const CURLcode code = curl_easy_perform(curl.get());
    if (code != CURLE_OK && !taken.is_too_much)
        return fail(ErrorKind::Unavailable, "mirror.unreachable",
                    "The mirror " + place_.url + " does not answer; try again, nothing is lost.", curl_easy_strerror(code));
    Answer answer{.body = std::move(taken.text)};
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

// WebDAV has folders, S3 has none. One that is there already answers 405.
Status Mirror::make_folder(const std::string& path) const {
    if (!place_.region.empty()) return {};
    STEWARD_TRY(const Answer answer, ask("MKCOL", path + "/", {}));
    const bool is_there = (answer.status >= 200 && answer.status < 300) || answer.status == 405 || answer.status == 409;
    if (is_there) return {};
    return fail(ErrorKind::Forbidden, "mirror.refused",
                "The mirror makes no folder " + plain(path) + " (" + std::to_string(answer.status) + "); look at its user's rights.");
}

Status Mirror::put(const std::string& path, ByteView content, Mirrored& mirrored) const {
    STEWARD_TRY(const Answer there, ask("GET", path, {}));
    if (there.status == 200) {
        if (!std::ranges::equal(as_bytes(there.body), content))
            mirrored.odd.push_back(
                place_.url + plain(path) +
                " holds another message than is here: somebody else published, or somebody changed it. Nothing was written over.");
        return {};
    }
    if (there.status == 404) {
        STEWARD_TRY(const Answer answer, ask("PUT", path, content));
        if (answer.status >= 200 && answer.status < 300) return ++mirrored.published, Status();
        return fail(ErrorKind::Forbidden, "mirror.refused",
                    "The mirror took no message (" + std::to_string(answer.status) + "); look at its user's rights and at its disk.");
    }
    return fail(ErrorKind::Forbidden, "mirror.refused",
                "The mirror shows nobody what it has (" + std::to_string(there.status) + "); look at its user's rights.");
}

Result<Mirrored> Mirror::publish(const MeetingFolder& folder) const {
    Mirrored mirrored;
    for (const auto& authority : folder.names("", most_files)) {
        if (!is_authority(authority)) continue;
        STEWARD_CHECK(make_folder("/" + authority));
        for (const std::string part : {"chain", "beside"}) {
            const auto names = folder.names(authority + "/" + part, most_files);
            if (!names.empty()) STEWARD_CHECK(make_folder("/" + authority + "/" + part));
            for (const auto& name : names) {
                if (!name.ends_with(".msj") || plain(name) != name || name.find_first_of("/?#% ") != std::string::npos) continue;
                const auto content = folder.read(authority + "/" + part + "/" + name, most_mirrored);
                if (!content) continue;
                const size_t odd = mirrored.odd.size();
                STEWARD_CHECK(put("/" + authority + "/" + part + "/" + name, *content, mirrored));
                if (part == "chain" && mirrored.odd.size() > odd) return mirrored;  // what follows would follow another
            }
        }
    }
    return mirrored;
}

}  // namespace steward::cli
