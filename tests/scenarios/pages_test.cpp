// What the server answers besides the methods of its schema: packages with their checksums, and what is said when something is not there.
#include <gtest/gtest.h>
#include <sodium.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "server/app/pages.h"
#include "server/modules/directory/directory.h"
#include "tests/scenarios/story.h"

namespace steward::scenarios {

namespace json = boost::json;

namespace {
const std::string home = "https://desk.example.org";

std::string sha256_of_text(std::string_view bytes) {
    Bytes digest(crypto_hash_sha256_BYTES);
    crypto_hash_sha256(digest.data(), reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    return to_hex(digest);
}
}  // namespace

class PagesOfServer : public ::testing::Test {
protected:
    void SetUp() override {
        auto begun = World::begin(storage::Engine::Sqlite, story_midnight());
        ASSERT_TRUE(begun) << begun.error().message;
        world = std::move(*begun);
        std::string pattern = std::filesystem::temp_directory_path() / "steward-pages-XXXXXX";
        folder = mkdtemp(pattern.data());
    }
    ~PagesOfServer() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }

    void put(const std::string& name, const std::string& content) { std::ofstream(folder + "/" + name, std::ios::binary) << content; }

    /// The server begins with what lies in the folder.
    void open_site() {
        downloads = std::make_unique<app::Downloads>(folder);
        site = std::make_unique<http::Site>(
            http::Site::Parts{.dispatcher = world->house().dispatcher(), .clock = real_clock, .rng = rng, .console = {}, .log = {}});
        const auto added = app::add_pages(*site, {.house = world->house(),
                                                  .downloads = *downloads,
                                                  .clock = real_clock,
                                                  .lacking = [this] { return lacking; },
                                                  .metrics = [] { return std::string("steward_numbers 1\n"); }});
        ASSERT_TRUE(added) << added.error().message;
        world->house().context().take<directory::Directory>().set_enrolment_endpoint(
            {.host = "desk.example.org", .port = 8443, .pins = {Bytes(32, 1)}, .packages = downloads->packages(home, false)});
    }

    http::Response ask(const std::string& target, const std::string& verb = "GET") {
        http::Request request{.id = "", .verb = verb, .target = target, .headers = {}, .body = "", .peer_address = "203.0.113.7"};
        return site->answer(request);
    }
    /// Every byte that goes to whoever fetches it.
    std::string fetched(const std::string& target) {
        auto response = ask(target);
        EXPECT_EQ(response.status, 200) << target << ": " << response.body;
        std::string all = response.body;
        while (response.more) {
            const auto part = response.more(world->now());
            EXPECT_TRUE(part) << part.error().message;
            if (!part || part->empty()) break;
            all += *part;
        }
        return all;
    }
    json::array offered() {
        if (const auto known = world->client_id("Harbour"); !known) EXPECT_TRUE(world->add_client("Harbour"));
        const auto answer = world->call("POST", "/api/v1/clients/" + world->client_id("Harbour").value() + "/enrolments", json::object{});
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? answer->at("packages").as_array() : json::array{};
    }
    static void expect_problem(const http::Response& response, const std::string& code, const std::string& what) {
        EXPECT_EQ(response.content_type, "application/problem+json") << what << ": " << response.body;
        json::error_code unreadable;
        const auto said = json::parse(response.body, unreadable);
        ASSERT_FALSE(unreadable) << what << ": " << response.body;
        EXPECT_EQ(text_of(said, "code"), code) << what;
        EXPECT_EQ(text_of(said, "type"), "/problems/" + code) << what;
        EXPECT_EQ(text_of(said, "status"), std::to_string(response.status)) << what;
        EXPECT_TRUE(text_of(said, "detail").ends_with(".")) << what << " says no sentence: " << response.body;
        EXPECT_FALSE(text_of(said, "instance").empty()) << what;
    }

    std::unique_ptr<World> world;
    std::string folder, lacking;
    SystemClock real_clock;
    SystemRng rng;
    std::unique_ptr<app::Downloads> downloads;
    std::unique_ptr<http::Site> site;
};

TEST_F(PagesOfServer, show_beside_each_package_the_checksum_of_the_bytes_that_a_machine_downloads) {
    // Longer than one part of an answer, so that a part that is lost or comes twice is noticed.
    std::string long_one(700'001, '\0');
    rng.fill(std::span(reinterpret_cast<uint8_t*>(long_one.data()), long_one.size()));
    put("steward-agent_0.1.0_amd64.deb", long_one);
    put("steward-agent_0.1.0_arm64.deb", "another machine's package");
    open_site();
    const json::array packages = offered();
    ASSERT_EQ(packages.size(), 2u);
    for (const auto& package : packages) {
        const std::string url = text_of(package, "url"), shown = text_of(package, "sha256");
        ASSERT_TRUE(url.starts_with(home)) << url;
        const std::string path = url.substr(home.size()), bytes = fetched(path);
        EXPECT_EQ(sha256_of_text(bytes), shown) << url;
        EXPECT_EQ(fetched(path + ".sha256"), shown + "  " + path.substr(path.rfind('/') + 1) + "\n") << "as sha256sum -c reads it";
        EXPECT_NE(text_of(package, "install_line").find("echo '" + shown + "  "), std::string::npos) << "the line checks it";
    }
    EXPECT_EQ(fetched("/downloads/steward-agent_0.1.0_amd64.deb"), long_one);
}

TEST_F(PagesOfServer, hand_out_no_package_that_was_replaced_after_its_checksum_was_shown) {
    put("steward-agent_0.1.0_amd64.deb", "as it was built");
    open_site();
    ASSERT_EQ(offered().size(), 1u);
    put("steward-agent_0.1.0_amd64.deb", "as somebody else would like it");
    for (const char* target : {"/downloads/steward-agent_0.1.0_amd64.deb", "/downloads/steward-agent_0.1.0_amd64.deb.sha256"}) {
        const auto answer = ask(target);
        EXPECT_EQ(answer.status, 503) << target;
        expect_problem(answer, "downloads.changed", target);
    }
    open_site();
    EXPECT_EQ(sha256_of_text(fetched("/downloads/steward-agent_0.1.0_amd64.deb")), text_of(offered().at(0), "sha256"))
        << "a server that began again shows the new one";
}

TEST_F(PagesOfServer, say_what_is_wrong_as_a_problem_with_a_code_on_every_page) {
    open_site();
    // What a stranger is refused on each page; a page that refuses nothing stands here with none.
    const std::map<std::string, std::pair<int, std::string>> refused_by_page = {
        {"/api/openapi.json", {200, ""}},
        {"/problems/{code}", {404, "request.no_such_problem"}},
        {"/healthz", {200, ""}},
        {"/readyz", {503, "installation.not_ready"}},
        {"/metrics", {403, "installation.metrics"}},
        {"/calendars/{file}", {404, "escalation.no_such_calendar"}},
        {"/portal-logos/{digest}", {404, "portal.no_such_logo"}},
        {"/downloads/{file}", {404, "downloads.not_found"}},
    };
    lacking = "disk: It is full.\n";
    for (const std::string& page : site->pages()) {
        const auto wanted = refused_by_page.find(page);
        ASSERT_NE(wanted, refused_by_page.end()) << page << " is new: say here what it refuses, with its code";
        std::string target = page;
        if (const size_t begin = target.find('{'); begin != std::string::npos) target = target.substr(0, begin) + std::string(64, 'X');
        const auto answer = ask(target);
        EXPECT_EQ(answer.status, wanted->second.first) << page;
        if (answer.status >= 400) expect_problem(answer, wanted->second.second, page);
        const auto posted = ask(target, "POST");
        EXPECT_GE(posted.status, 400) << page;
        expect_problem(posted, text_of(json::parse(posted.body), "code"), "POST " + page);
    }
    EXPECT_EQ(site->pages().size(), refused_by_page.size());
    lacking.clear();
    EXPECT_EQ(ask("/readyz").body, "ready\n");
}

TEST_F(PagesOfServer, say_so_as_well_where_there_is_no_page_at_all) {
    open_site();
    const std::pair<const char*, const char*> cases[] = {{"/", "request.no_console"},
                                                         {"/nothing/here", "request.no_such_page"},
                                                         {"/assets/gone.js", "request.no_such_page"},
                                                         {"/downloads", "request.no_such_page"},
                                                         {"/downloads/..%2fmaster.key", "request.path"},
                                                         {"/api/v1/nothing", "request.no_such_route"}};
    for (const auto& [target, code] : cases) expect_problem(ask(target), code, target);
    const auto not_so = ask("/api/v1/clients", "DELETE");
    EXPECT_EQ(not_so.status, 405);
    EXPECT_EQ(not_so.header("Allow"), "GET, POST");
}

}  // namespace steward::scenarios
