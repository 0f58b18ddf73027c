// The server in front of real peers.
#include "server/platform/http/server.h"
#include "server/platform/http/proxy.h"

#include <sys/stat.h>
#include <unistd.h>

#include <condition_variable>
#include <thread>

#include "server/platform/http/tests/house.h"
#include "server/platform/http/tests/peers.h"

namespace steward::http {
namespace {

using ::testing::Test;

// A page that answers when it is told to.
class Gatekeeper {
public:
    void wait() {
        std::unique_lock lock(mutex_);
        ++inside_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
    }
    void until_inside(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return inside_ >= count; });
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int inside_ = 0;
    bool open_ = false;
};

class HttpServer : public Test {
protected:
    HttpServer() {
        settings.listen = {{}};
        settings.workers = 2;
        (void)house.site->add_page("/hello",
                                   [](const Request& request, const auto&) { return text_page("hello " + std::string(request.query())); });
        (void)house.site->add_page("/who", [](const Request& request, const auto&) {
            return text_page(request.peer_address + (request.over_https ? " https" : " http") + (request.local_root ? " root" : ""));
        });
        (void)house.site->add_page("/waits", [this](const Request&, const auto&) {
            gatekeeper.wait();
            return text_page("waited");
        });
        (void)house.site->add_page("/big", [](const Request&, const auto&) { return text_page(std::string(32'000'000, 'b')); });
        (void)house.site->add_page("/parts", [](const Request& request, const auto&) {
            Response response = text_page("part 0\n");
            const bool breaks = request.query() == "breaks";
            response.more = [breaks, count = std::make_shared<int>(0)](Instant) -> Result<std::string> {
                if (++*count == 3 && breaks) return fail(ErrorKind::Unavailable, "storage.busy", "Not now.");
                return *count == 5 ? std::string{} : "part " + std::to_string(*count) + "\n";
            };
            return response;
        });
    }
    ~HttpServer() override { gatekeeper.open(); }

    void start() {
        auto started = Server::start(settings, *house.site, *hub, house.clock, {});
        ASSERT_TRUE(started) << started.error().message << " " << started.error().cause;
        server = std::move(*started);
    }
    uint16_t port() const { return server->ports().at(0); }
    std::string at(const std::string& target, const std::string& scheme = "http") const {
        return scheme + "://127.0.0.1:" + std::to_string(port()) + target;
    }

    House house;
    Gatekeeper gatekeeper;
    std::unique_ptr<live::Hub> hub = live::make_hub();
    ServerSettings settings;
    Scratch scratch;
    std::unique_ptr<Server> server;
};

TEST_F(HttpServer, answers_curl_and_keeps_the_connection) {
    start();
    const auto ran = curl({"-v", at("/hello?a"), at("/hello?b")});
    EXPECT_EQ(ran.code, 0) << ran.output;
    EXPECT_NE(ran.output.find("hello a"), std::string::npos);
    EXPECT_NE(ran.output.find("hello b"), std::string::npos);
    EXPECT_NE(ran.output.find("Re-using existing connection"), std::string::npos) << ran.output;
    EXPECT_NE(ran.output.find("Content-Security-Policy"), std::string::npos);
    EXPECT_NE(ran.output.find("Date: "), std::string::npos);
}

TEST_F(HttpServer, gives_the_head_alone_to_HEAD) {
    start();
    const auto ran = curl({"-I", at("/hello?abc")});
    EXPECT_EQ(ran.code, 0) << ran.output;
    EXPECT_NE(ran.output.find("Content-Length: 9"), std::string::npos) << ran.output;
    Talker talker(port());
    talker.say("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /hello?after HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string heard = talker.hear_all();
    EXPECT_EQ(heard.find("hello \r\n"), std::string::npos);
    EXPECT_TRUE(heard.ends_with("hello after")) << heard;
}

TEST_F(HttpServer, answers_pipelined_requests_in_their_order) {
    start();
    Talker talker(port());
    std::string all;
    for (int i = 0; i < 50; ++i)
        all += "GET /hello?n" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n" + (i == 49 ? "Connection: close\r\n" : "") + "\r\n";
    talker.say(all);
    const std::string heard = talker.hear_all();
    size_t position = 0;
    for (int i = 0; i < 50; ++i) {
        position = heard.find("hello n" + std::to_string(i), position);
        ASSERT_NE(position, std::string::npos) << i;
    }
}

TEST_F(HttpServer, asks_for_the_body_only_when_the_head_is_fine) {
    start();
    Talker fine(port());
    fine.say(
        "POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tom\r\nContent-Type: application/json\r\nContent-Length: "
        "17\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(fine.hear_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    fine.say("{\"name\":\"Bakery\"}");
    const std::string answer = fine.hear_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK")) << answer;

    Talker large(port());
    large.say("POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
    const std::string refusal = large.hear_all();
    EXPECT_TRUE(refusal.starts_with("HTTP/1.1 413 ")) << refusal;
    EXPECT_EQ(code_of(refusal), "request.too_large");
}

// Beast 1.81 dies of an assertion when the last chunk comes in pieces: no chunk ever reaches it.
TEST_F(HttpServer, refuses_a_chunked_body_however_it_comes) {
    start();
    const std::string head =
        "POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tom\r\nContent-Type: application/json\r\nTransfer-Encoding: "
        "chunked\r\n\r\n";
    Talker whole(port());
    whole.say(head + "8\r\n{\"name\":\r\n9\r\n\"Bakery\"}\r\n0\r\n\r\n");
    EXPECT_EQ(code_of(whole.hear_all()), "request.malformed");

    Talker pieces(port());
    for (const char c : head + "0\r\n") pieces.say(std::string(1, c));
    EXPECT_EQ(code_of(pieces.hear_all()), "request.malformed");
    EXPECT_EQ(house.handled, 0);
}

TEST_F(HttpServer, refuses_what_it_does_not_understand_as_a_problem) {
    start();
    const std::pair<std::string, std::string> cases[] = {
        {"nonsense\r\n\r\n", "request.malformed"},
        {"GET /hello HTTP/1.1\r\n\r\n", "request.malformed"},
        {"GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "request.malformed"},
        {"GET /hello HTTP/3.7\r\nHost: a\r\n\r\n", "request.malformed"},
        {"POST /api/v1/clients HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         "request.malformed"},
        {"POST /api/v1/clients HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "request.malformed"},
        {"POST /api/v1/clients HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "request.malformed"},
        {"POST /api/v1/clients HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", "request.malformed"},
        {"GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", "request.head_too_large"},
        {"GET http://a/hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "request.path"},
        {"GET /a//b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "request.path"},
        {"GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", "request.too_large"},
        {"BREW /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "request.wrong_verb"},
        {"BREW /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "request.no_such_route"},
    };
    for (const auto& [said, code] : cases) {
        Talker talker(port());
        talker.say(said);
        const std::string heard = talker.hear_all();
        EXPECT_EQ(code_of(heard), code) << said.substr(0, 80) << "\n" << heard;
        EXPECT_NE(heard.find("application/problem+json"), std::string::npos);
        EXPECT_NE(heard.find("X-Request-Id: "), std::string::npos);
    }
}

TEST_F(HttpServer, speaks_with_old_clients) {
    start();
    Talker talker(port());
    talker.say("GET /parts HTTP/1.0\r\n\r\n");
    const std::string heard = talker.hear_all();
    EXPECT_TRUE(heard.ends_with("\r\n\r\npart 0\npart 1\npart 2\npart 3\npart 4\n")) << heard;
    EXPECT_EQ(heard.find("chunked"), std::string::npos);
}

TEST_F(HttpServer, sends_long_answers_in_parts_and_shows_when_one_is_not_whole) {
    start();
    const auto whole = curl({at("/parts")});
    EXPECT_EQ(whole.code, 0);
    EXPECT_EQ(whole.output, "part 0\npart 1\npart 2\npart 3\npart 4\n");
    const auto broken = curl({at("/parts?breaks")});
    EXPECT_NE(broken.code, 0) << broken.output;
    EXPECT_EQ(curl({"-o", "/dev/null", "-w", "%{size_download}", at("/big")}).output, "32000000");
}

TEST_F(HttpServer, ends_with_who_is_too_slow) {
    settings.head_timeout = Duration(60);
    settings.body_timeout = Duration(60);
    settings.idle_timeout = Duration(60);
    settings.write_timeout = Duration(60);
    start();
    Talker silent(port());
    Talker slow_head(port());
    slow_head.say("GET /hello HTTP/1.1\r\nHo");
    Talker slow_body(port());
    slow_body.say("POST /api/v1/clients HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n{\"na");
    Talker idle(port());
    idle.say("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    Talker does_not_read(port());
    does_not_read.say("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(silent.hear_all(), "");
    EXPECT_EQ(slow_head.hear_all(), "");
    EXPECT_EQ(slow_body.hear_all(), "");
    EXPECT_NE(idle.hear_all().find("hello"), std::string::npos);
    server->stop();
    EXPECT_LT(does_not_read.hear_all().size(), 32'000'000u);
}

TEST_F(HttpServer, sheds_what_finds_no_place_in_line) {
    settings.workers = 1;
    settings.longest_line = 1;
    start();
    const std::string request = "GET /waits HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    Talker first(port());
    first.say(request);
    gatekeeper.until_inside(1);
    // One of the next two stands in line, the other is told to come again.
    Talker second(port()), third(port());
    second.say(request);
    third.say(request);
    std::string heard;
    std::thread others([&] { heard = second.hear_all() + third.hear_all(); });
    Talker fourth(port());
    fourth.say(request);
    const std::string refusal = fourth.hear_all();
    EXPECT_EQ(code_of(refusal), "http.overloaded") << refusal;
    EXPECT_NE(refusal.find("Retry-After: "), std::string::npos);
    gatekeeper.open();
    others.join();
    EXPECT_NE(first.hear_all().find("waited"), std::string::npos);
    EXPECT_NE(heard.find("waited"), std::string::npos);
}

TEST_F(HttpServer, serves_two_hundred_connections_side_by_side) {
    start();
    std::vector<std::unique_ptr<Talker>> talkers;
    for (int i = 0; i < 200; ++i) talkers.push_back(std::make_unique<Talker>(port()));
    for (int round = 0; round < 3; ++round) {
        for (size_t i = 0; i < talkers.size(); ++i) talkers[i]->say("GET /hello?n" + std::to_string(i) + "e HTTP/1.1\r\nHost: a\r\n\r\n");
        for (size_t i = 0; i < talkers.size(); ++i) {
            const std::string expected = "hello n" + std::to_string(i) + "e";
            EXPECT_TRUE(talkers[i]->hear_until(expected).ends_with(expected)) << i;
        }
    }
}

TEST_F(HttpServer, gives_the_place_of_the_longest_idle_to_who_comes_new) {
    settings.most_connections = 2;
    start();
    Talker oldest(port());
    oldest.say("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    oldest.hear_until("hello");
    Talker other(port());
    other.say("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    other.hear_until("hello");
    Talker newcomer(port());
    newcomer.say("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_NE(newcomer.hear_all().find("hello"), std::string::npos);
    EXPECT_EQ(oldest.hear_all(), "");
    other.say("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_NE(other.hear_all().find("hello"), std::string::npos);
}

TEST_F(HttpServer, finishes_requests_under_way_when_it_stops) {
    start();
    Talker working(port());
    working.say("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
    gatekeeper.until_inside(1);
    Talker idle(port());
    idle.say("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    idle.hear_until("hello ");
    std::thread stopping([&] { server->stop(); });
    EXPECT_EQ(idle.hear_all(), "");  // so it is stopping already
    gatekeeper.open();
    const std::string heard = working.hear_all();
    EXPECT_TRUE(heard.ends_with("waited")) << heard;
    EXPECT_NE(heard.find("Connection: close"), std::string::npos);
    stopping.join();
    server->stop();  // again: nothing happens
}

TEST_F(HttpServer, does_not_wait_longer_than_the_grace_for_a_reader) {
    settings.stop_grace = Duration(1);
    start();
    Talker does_not_read(port());
    does_not_read.say("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_NE(does_not_read.hear_until("bbbb"), "");
    server->stop();
    EXPECT_LT(does_not_read.hear_all().size(), 32'000'000u);
}

TEST_F(HttpServer, believes_a_proxy_only_where_one_was_announced) {
    settings.listen = {{}, {.behind_proxy = true}};
    start();
    const std::vector<std::string> forwarded{"-H", "X-Forwarded-For: 198.51.100.1, 203.0.113.9", "-H", "X-Forwarded-Proto: https"};
    auto arguments = forwarded;
    arguments.push_back(at("/who"));
    EXPECT_EQ(curl(arguments).output, "127.0.0.1 http");
    arguments.back() = "http://127.0.0.1:" + std::to_string(server->ports().at(1)) + "/who";
    EXPECT_EQ(curl(arguments).output, "203.0.113.9 https");
    // The visitor wrote the first line, the proxy added one below it.
    const std::string there = arguments.back();
    EXPECT_EQ(curl({"-H", "X-Forwarded-For: 127.0.0.1", "-H", "X-Forwarded-For: 203.0.113.10", there}).output, "203.0.113.10 http");
}

TEST(Proxy, is_believed_on_loopback_and_where_it_was_named_and_nowhere_else) {
    const std::vector<std::string> named{"192.0.2.7", "2001:db8::7"};
    for (const char* peer : {"127.0.0.1", "127.9.9.9", "::1", "192.0.2.7", "2001:db8::7"})
        EXPECT_TRUE(is_believed_proxy(peer, named)) << peer;
    for (const char* peer : {"", "192.0.2.70", "192.0.2.8", "2001:db8::70", "::"}) EXPECT_FALSE(is_believed_proxy(peer, named)) << peer;
    const std::vector<std::string> nobody{""};
    EXPECT_FALSE(is_believed_proxy("192.0.2.7", {}));
    EXPECT_FALSE(is_believed_proxy("", nobody));
}

TEST(Proxy, says_the_address_that_it_saw_itself) {
    EXPECT_EQ(last_forwarded("198.51.100.1, 203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(last_forwarded("2001:DB8:0::9"), "2001:db8::9");
    for (const char* header : {"", ",", "203.0.113.9,", "203.0.113.9, somebody", "203.0.113.9:80"})
        EXPECT_EQ(last_forwarded(header), "") << header;
}

TEST_F(HttpServer, says_why_it_cannot_listen) {
    start();
    auto second = settings;
    second.listen[0].port = port();
    auto refused = Server::start(second, *house.site, *hub, house.clock, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "http.listen");
    second.listen[0] = {.address = "not an address"};
    EXPECT_EQ(Server::start(second, *house.site, *hub, house.clock, {}).error().code, "http.listen");
    second.listen[0] = {.tls = true};
    second.certificate_file = second.key_file = scratch.file("nothing.pem");
    EXPECT_EQ(Server::start(second, *house.site, *hub, house.clock, {}).error().code, "http.certificate");
}

class HttpsServer : public HttpServer {
protected:
    HttpsServer() {
        settings.listen[0].tls = true;
        settings.certificate_file = scratch.file("certificate.pem");
        settings.key_file = scratch.file("key.pem");
        make_certificate(settings.certificate_file, settings.key_file);
    }
};

TEST_F(HttpsServer, answers_over_tls_1_2_and_1_3_and_nothing_older) {
    start();
    for (const char* version : {"--tlsv1.2", "--tlsv1.3"}) {
        const auto ran = curl({version, "-v", "--cacert", settings.certificate_file, at("/who", "https")});
        EXPECT_EQ(ran.code, 0) << ran.output;
        EXPECT_NE(ran.output.find("127.0.0.1 https"), std::string::npos) << ran.output;
        EXPECT_NE(ran.output.find("Strict-Transport-Security: "), std::string::npos);
        EXPECT_NE(ran.output.find("ALPN: server accepted http/1.1"), std::string::npos) << ran.output;
    }
    EXPECT_NE(curl({"--tlsv1.0", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0", "-k", at("/who", "https")}).code, 0);
    EXPECT_NE(curl({"--tls-max", "1.2", "--ciphers", "AES256-SHA", "-k", at("/who", "https")}).code, 0);
}

TEST_F(HttpsServer, carries_long_answers_and_bodies) {
    start();
    EXPECT_EQ(curl({"-k", "-o", "/dev/null", "-w", "%{size_download}", at("/big", "https")}).output, "32000000");
    EXPECT_EQ(curl({"-k", at("/parts", "https")}).output, "part 0\npart 1\npart 2\npart 3\npart 4\n");
    const auto posted = curl({"-k", "-H", "Authorization: Bearer tom", "-H", "Content-Type: application/json", "-d",
                              "{\"name\":\"" + std::string(12'000, 'n') + "\"}", at("/api/v1/clients", "https")});
    EXPECT_NE(posted.output.find("\"name\":\"nnnn"), std::string::npos) << posted.output;
}

TEST_F(HttpsServer, points_plain_http_to_https) {
    start();
    const auto ran = curl({"-i", at("/hello?x")});
    EXPECT_TRUE(ran.output.starts_with("HTTP/1.1 308 ")) << ran.output;
    EXPECT_NE(ran.output.find("Location: https://127.0.0.1:" + std::to_string(port()) + "/hello?x"), std::string::npos);
    const auto posted = curl({"-i", "-d", "secret=1", at("/api/v1/access/sign-in")});
    EXPECT_TRUE(posted.output.starts_with("HTTP/1.1 400 ")) << posted.output;
    EXPECT_NE(posted.output.find("application/problem+json"), std::string::npos) << posted.output;
    EXPECT_EQ(code_of(posted.output), "http.https_only");
}

TEST_F(HttpsServer, takes_a_new_certificate_while_it_runs_and_keeps_the_old_one_otherwise) {
    start();
    make_certificate(settings.certificate_file, settings.key_file, "other.example");
    ASSERT_TRUE(server->reload_certificate());
    const auto named = [&] { return curl({"-v", "-k", at("/hello", "https")}).output; };
    EXPECT_NE(named().find("CN=other.example"), std::string::npos);
    ASSERT_EQ(truncate(settings.key_file.c_str(), 0), 0);
    const auto refused = server->reload_certificate();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "http.certificate");
    EXPECT_NE(named().find("CN=other.example"), std::string::npos);
}

TEST_F(HttpServer, lets_root_in_through_the_local_socket_alone) {
    settings.local_socket = scratch.file("steward.sock");
    start();
    struct stat file {};
    ASSERT_EQ(stat(settings.local_socket.c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u);
    EXPECT_EQ(curl({"--unix-socket", settings.local_socket, "http://localhost/who"}).output, " http root");
    const auto listed = curl({"--unix-socket", settings.local_socket, "http://localhost/api/v1/clients"});
    EXPECT_NE(listed.output.find("Client 1"), std::string::npos) << listed.output;
    EXPECT_EQ(code_of(curl({at("/api/v1/clients")}).output), "access.sign_in_needed");

    auto refused = Server::start(settings, *house.site, *hub, house.clock, {});
    EXPECT_EQ(refused.error().code, "http.listen");  // another server answers there
    server->stop();
    EXPECT_NE(stat(settings.local_socket.c_str(), &file), 0);
}

}  // namespace
}  // namespace steward::http
