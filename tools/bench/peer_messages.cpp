#include "tools/bench/peer_messages.h"

#include <algorithm>
#include <bit>
#include <cstdio>

#include "tools/bench/sample_mix.h"

namespace steward::bench {

namespace {
void put_varint(std::string& out, uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
    out.push_back(static_cast<char>(value));
}

void put_little_endian(std::string& out, uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

void put_bytes(std::string& out, uint8_t tag, std::string_view bytes) {
    out.push_back(static_cast<char>(tag));
    put_varint(out, bytes.size());
    out.append(bytes);
}

std::string label(std::string_view name, std::string_view value) {
    std::string out;
    put_bytes(out, 0x0a, name);
    put_bytes(out, 0x12, value);
    return out;
}

double value_of(const std::vector<int64_t>& values, size_t column) {
    return static_cast<double>(values[column]) / (SampleMix::decimals(column) == 2 ? 100.0 : 1.0);
}

std::string snappy_literals(std::string_view plain) {
    constexpr size_t longest = 65'536;
    std::string out;
    put_varint(out, plain.size());
    for (; !plain.empty(); plain.remove_prefix(std::min(longest, plain.size()))) {
        const auto part = plain.substr(0, longest);
        out.push_back(static_cast<char>(61 << 2));  // a literal whose length less one follows in two bytes
        put_little_endian(out, part.size() - 1, 2);
        out.append(part);
    }
    return out;
}
}  // namespace

std::string remote_write_message(const std::vector<int64_t>& values, size_t host, int64_t at_ms) {
    std::string request;
    for (size_t column = 0; column < values.size(); ++column) {
        std::string sample, series;
        sample.push_back(0x09);  // value, a double
        put_little_endian(sample, std::bit_cast<uint64_t>(value_of(values, column)), 8);
        sample.push_back(0x10);  // timestamp
        put_varint(sample, static_cast<uint64_t>(at_ms));
        put_bytes(series, 0x0a, label("__name__", "metric_" + std::to_string(column / 10)));
        put_bytes(series, 0x0a, label("host", "host-" + std::to_string(host)));
        put_bytes(series, 0x0a, label("item", "item_" + std::to_string(column)));
        put_bytes(series, 0x12, sample);
        put_bytes(request, 0x0a, series);
    }
    const std::string body = snappy_literals(request);
    return "POST /api/v1/write HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: snappy\r\nContent-Type: application/x-protobuf\r\n"
           "X-Prometheus-Remote-Write-Version: 0.1.0\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string trapper_message(const std::vector<int64_t>& values, size_t host, int64_t at_ms) {
    std::string body = R"({"request":"sender data","data":[)";
    char entry[160];
    for (size_t column = 0; column < values.size(); ++column) {
        const int size =
            std::snprintf(entry, sizeof entry, R"(%s{"host":"host-%zu","key":"item_%zu","value":"%.15g","clock":%lld,"ns":0})",
                          column == 0 ? "" : ",", host, column, value_of(values, column), static_cast<long long>(at_ms / 1000));
        body.append(entry, static_cast<size_t>(size));
    }
    body += "]}";
    std::string out = "ZBXD\x01";
    put_little_endian(out, body.size(), 4);
    put_little_endian(out, 0, 4);
    return out + body;
}

}  // namespace steward::bench
