// Addresses, the part behind '?', the console's files, heads: each for itself.
#include <zlib.h>

#include "server/platform/http/answer_head.h"
#include "server/platform/http/body_share.h"
#include "server/platform/http/canonical_path.h"
#include "server/platform/http/content_coding.h"
#include "server/platform/http/query.h"
#include "server/platform/http/request_reader.h"
#include "server/platform/http/route_table.h"
#include "server/platform/http/static_files.h"
#include "steward/directory/v1/directory.pb.h"

#include <gtest/gtest.h>

namespace steward::http {
namespace {

TEST(Bodies, of_one_network_never_take_the_room_of_all_others) {
    BodyBytes held;
    {
        BodyShare first(held, "203.0.113.7"), second(held, "203.0.113.200"), other(held, "198.51.100.1");
        EXPECT_TRUE(first.take(most_body_bytes_of_one - 10));
        EXPECT_FALSE(second.take(11)) << "the same /24";
        EXPECT_TRUE(second.take(10));
        EXPECT_TRUE(other.take(1024));
        EXPECT_EQ(held.all, most_body_bytes_of_one + 1024);
    }
    EXPECT_EQ(held.all, 0u);
    EXPECT_TRUE(held.of_network.empty());
}

TEST(Paths, have_one_way_to_be_written) {
    EXPECT_EQ(canonical("/")->size(), 0u);
    EXPECT_EQ(canonical("/api/v1/clients")->size(), 3u);
    EXPECT_TRUE(canonical("/" + std::string(511, 'a')));
    for (const std::string path :
         {"", "a", "//", "/a/", "/a//b", "/.", "/a/..", "/a/./b", "/%61", "/a;b", "/a\\b", "/a b", "/\xc3\xa4", "/a\n"}) {
        const auto refused = canonical(path);
        ASSERT_FALSE(refused) << path;
        EXPECT_EQ(refused.error().code, "request.path");
    }
    EXPECT_FALSE(canonical("/" + std::string(512, 'a')));
}

TEST(Routes, fit_exactly_and_never_two_at_once) {
    RouteTable routes;
    ASSERT_TRUE(routes.add("GET", "/a/{id}", 1));
    ASSERT_TRUE(routes.add("POST", "/a/{id}", 2));
    ASSERT_TRUE(routes.add("GET", "/a/{id}/b", 3));
    EXPECT_FALSE(routes.add("GET", "/a/fixed", 4));
    EXPECT_FALSE(routes.add("GET", "/{any}/x", 5));
    const auto path = *canonical("/a/17/b");
    const auto found = routes.find("GET", path);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->index, 3u);
    EXPECT_EQ(found->values, std::vector<std::string_view>{"17"});
    EXPECT_FALSE(routes.find("PATCH", path));
    EXPECT_FALSE(routes.find("GET", *canonical("/a/17/b/c")));
    EXPECT_EQ(routes.verbs_of(*canonical("/a/1")), (std::vector<std::string>{"GET", "POST"}));
}

TEST(Queries, are_decoded_once_and_strictly) {
    const auto pairs = parse_query("filter=a%3Ab+c&page_size=10&&empty=&flag");
    ASSERT_TRUE(pairs);
    EXPECT_EQ(*pairs, (QueryPairs{{"filter", "a:b c"}, {"page_size", "10"}, {"empty", ""}, {"flag", ""}}));
    EXPECT_EQ((*parse_query("a=%2541"))[0].second, "%41");
    for (const std::string query : {"a=%", "a=%4", "a=%zz", "a=%ff", "%c0%af=1"}) EXPECT_FALSE(parse_query(query)) << query;
    EXPECT_FALSE(parse_query(std::string(9000, 'a')));
    std::string many;
    for (int i = 0; i < 201; ++i) many += "a=1&";
    EXPECT_FALSE(parse_query(many));
}

TEST(Queries, fill_the_fields_of_a_request_by_name) {
    directory::v1::ListClientsRequest request;
    ASSERT_TRUE(apply_query(*parse_query("filter=x&page_size=7"), request));
    EXPECT_EQ(request.filter(), "x");
    EXPECT_EQ(request.page_size(), 7);
    EXPECT_EQ(apply_query(*parse_query("nothing=1"), request).error().code, "request.unknown_field");
    EXPECT_EQ(apply_query(*parse_query("page_size=seven"), request).error().fields[0].pointer, "/page_size");
    EXPECT_EQ(apply_query(*parse_query("filter=a&filter=b"), request).error().code, "request.invalid");
}

std::string zipped(const std::string& plain) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(plain.size() + 100, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

TEST(ConsoleFiles, are_packed_cached_and_found_again) {
    const std::string index = zipped("<!doctype html>"), portal = zipped("<!doctype html>portal"), script = zipped("let a = 1;");
    const auto bytes = [](const std::string& text) { return std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()); };
    const StaticFile list[] = {{"/index.html", "text/html", "d1", bytes(index), Packing::Gzip, false},
                               {"/portal.html", "text/html", "d3", bytes(portal), Packing::Gzip, false},
                               {"/assets/a-1.js", "text/javascript", "d2", bytes(script), Packing::Gzip, true}};
    const StaticFiles files(list);
    Request takes_gzip, takes_nothing, refuses_gzip, has_it;
    takes_gzip.headers = {{"Accept-Encoding", "br, gzip"}};
    refuses_gzip.headers = {{"Accept-Encoding", "gzip;q=0"}};
    has_it.headers = {{"If-None-Match", "\"d2\""}};
    const auto packed = files.answer(takes_gzip, "/assets/a-1.js");
    EXPECT_EQ(packed->body, script);
    EXPECT_EQ(packed->header("Content-Encoding"), "gzip");
    EXPECT_EQ(packed->header("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(packed->header("ETag"), "\"d2\"");
    EXPECT_EQ(files.answer(takes_nothing, "/assets/a-1.js")->body, "let a = 1;");
    EXPECT_EQ(files.answer(refuses_gzip, "/assets/a-1.js")->body, "let a = 1;");
    EXPECT_EQ(files.answer(has_it, "/assets/a-1.js")->status, 304);
    EXPECT_EQ(files.answer(takes_nothing, "/devices/17")->body, "<!doctype html>");  // the console's own address
    for (const auto* address : {"/portal", "/portal/", "/portal/tickets/17"})
        EXPECT_EQ(files.answer(takes_nothing, address)->body, "<!doctype html>portal") << address;
    EXPECT_EQ(files.answer(takes_nothing, "/portals")->body, "<!doctype html>");
    EXPECT_EQ(files.answer(takes_nothing, "/")->header("Cache-Control"), "no-cache");
    EXPECT_FALSE(files.answer(takes_nothing, "/assets/missing.js"));
}

TEST(LongAnswers, are_packed_for_who_takes_that_and_left_alone_when_short) {
    Request takes_gzip, takes_nothing;
    takes_gzip.headers = {{"Accept-Encoding", "gzip, deflate"}};
    std::string list;
    while (list.size() < 20'000) list += R"({"name":"srv-)" + std::to_string(list.size()) + R"(","health":"ok"})";
    Response packed{.body = list}, plain{.body = list}, small{.body = "{}"};
    pack_if_long(takes_gzip, packed);
    pack_if_long(takes_nothing, plain);
    pack_if_long(takes_gzip, small);
    EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
    EXPECT_EQ(packed.header("Vary"), "Accept-Encoding");
    EXPECT_LT(packed.body.size(), list.size() / 4);
    EXPECT_EQ(*gunzip({reinterpret_cast<const uint8_t*>(packed.body.data()), packed.body.size()}), list);
    EXPECT_EQ(plain.body, list);
    EXPECT_EQ(plain.header("Vary"), "Accept-Encoding");  // a cache in between must not give the packed one to this reader
    EXPECT_EQ(small.body, "{}");
}

TEST(AnswerHeads, cannot_be_split_by_a_value) {
    Response response = text_page("abc");
    response.set("X-Name", "a\r\nSet-Cookie: evil=1");
    const std::string head = answer_head(response, {}, Instant{784'111'777'000});
    EXPECT_EQ(head.find("\r\nSet-Cookie"), std::string::npos) << head;
    EXPECT_NE(head.find("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), std::string::npos);
    EXPECT_NE(head.find("Content-Length: 3\r\n"), std::string::npos);
}

TEST(Requests, are_the_same_however_their_bytes_are_cut) {
    const std::string said = "POST /a?b HTTP/1.1\r\nHost: x\r\nUser-Agent: caf\xe9\r\nContent-Length: 3\r\n\r\nabcGET";
    for (size_t piece = 1; piece <= said.size(); ++piece) {
        RequestReader reader;
        std::string unread;
        Request request;
        for (size_t begin = 0; begin < said.size() && !reader.is_whole(); begin += piece) {
            unread += said.substr(begin, piece);
            const bool had_head = reader.has_head();
            unread.erase(0, *reader.put(unread));
            if (had_head || !reader.has_head()) continue;
            request = reader.take_request();
            reader.accept_body(10);
            unread.erase(0, *reader.put(unread));
        }
        ASSERT_TRUE(reader.is_whole()) << piece;
        EXPECT_EQ(request.target, "/a?b");
        EXPECT_EQ(request.header("user-agent"), "caf?");
        EXPECT_EQ(reader.take_body(), "abc");
    }
}

}  // namespace
}  // namespace steward::http
