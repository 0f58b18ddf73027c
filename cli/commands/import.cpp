// steward import FILE ... | list | undo ID; steward export FILE
#include <chrono>
#include <fstream>
#include <thread>

#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

namespace {
namespace json = boost::json;

constexpr const char* usage_of_import =
    "import FILE [--format PRODUCT] [--records KIND] [--source NAME] [--zone ZONE] [--date-order DMY|MDY|YMD] [--dry-run] [--rejected "
    "FILE] "
    "| list | undo ID";
constexpr size_t part_bytes = 512 * 1024;

// The server works in the background: asked again until `state` is none of these.
Result<json::value> wait_for(const Client& client, const std::string& path, std::initializer_list<const char*> busy) {
    for (;;) {
        STEWARD_TRY(auto import, client.call("GET", path));
        const std::string state = text_of(import, "state");
        bool is_busy = false;
        for (const auto* one : busy) is_busy = is_busy || state == one;
        if (!is_busy) return import;
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }
}

Result<json::value> upload(const Client& client, const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(ErrorKind::NotFound, "cli.no_file", "There is no file " + file + ", or it cannot be read.");
    in.seekg(0, std::ios::end);
    const auto size = static_cast<int64_t>(in.tellg());
    in.seekg(0);
    STEWARD_TRY(auto import, client.call("POST", "/api/v1/imports", {{"name", file.substr(file.rfind('/') + 1)}, {"size_bytes", size}}));
    const std::string path = "/api/v1/imports/" + text_of(import, "import_id");
    std::string part;
    for (int64_t at = 0; at < size; at += static_cast<int64_t>(part.size())) {
        part.resize(part_bytes);
        in.read(part.data(), static_cast<std::streamsize>(part.size()));
        part.resize(static_cast<size_t>(in.gcount()));
        if (part.empty()) return fail(ErrorKind::Internal, "cli.file_changed", "The file became shorter while it was read.");
        STEWARD_TRY(import, client.send_bytes("PATCH", path + "/content?offset=" + std::to_string(at), part));
    }
    return import;
}

void print_counts(const json::value& import, const char* would) {
    std::printf("%s: %s created, %s updated, %s unchanged, %s rejected%s\n", text_of(import, "name").c_str(),
                text_of(import, "created").c_str(), text_of(import, "updated").c_str(), text_of(import, "unchanged").c_str(),
                text_of(import, "rejected").c_str(), would);
}

Status show_trouble(const Client& client, const std::string& path) {
    STEWARD_TRY(const auto values, client.call("GET", path + "/values?page_size=20&filter=answered%3Afalse"));
    for (const auto& value : values.at("values").as_array())
        std::fprintf(stderr, "not matched: %s “%s” (%s rows)\n", text_of(value, "list").c_str(), text_of(value, "value").c_str(),
                     text_of(value, "rows").c_str());
    STEWARD_TRY(const auto rows, client.call("GET", path + "/rows?page_size=10&filter=outcome%3Arejected"));
    for (const auto& row : rows.at("rows").as_array())
        std::fprintf(stderr, "row %s: %s\n", text_of(row, "number").c_str(), text_of(row, "reason").c_str());
    return {};
}

Status bring_in(const Client& client, const Arguments& arguments) {
    STEWARD_TRY(auto import, upload(client, arguments.words[0]));
    const std::string path = "/api/v1/imports/" + text_of(import, "import_id");
    if (const std::string problem = text_of(import, "problem"); !problem.empty())
        return fail(ErrorKind::Conflict, "imports.refused", problem);
    json::object change;
    for (const auto& [option, field] :
         {std::pair("format", "product"), {"records", "record_kind"}, {"source", "source"}, {"zone", "zone"}, {"date-order", "date_order"}})
        if (const std::string text = arguments.option(option); !text.empty()) change[field] = text;
    if (!change.empty()) {
        STEWARD_TRY(import, client.call("PATCH", path, change));
    }
    if (!arguments.has("json")) std::printf("%s\n", text_of(import, "reason").c_str());
    STEWARD_CHECK(client.call("POST", path + "/check", json::object()));
    STEWARD_TRY(import, wait_for(client, path, {"reading", "checking"}));
    if (text_of(import, "state") != "checked") return fail(ErrorKind::Conflict, "imports.refused", text_of(import, "problem"));
    const bool is_dry = arguments.has("dry-run");
    if (!is_dry) {
        STEWARD_CHECK(client.call("POST", path + "/apply", json::object()));
        STEWARD_TRY(import, wait_for(client, path, {"applying"}));
    }
    if (const std::string file = arguments.option("rejected"); !file.empty() && text_of(import, "has_rejected_file") == "true") {
        STEWARD_TRY(const auto rows, client.download(path + "/rejected"));
        std::ofstream(file, std::ios::binary) << rows;
    }
    if (arguments.has("json")) print_json(import);
    else print_counts(import, is_dry ? " (nothing was changed)" : "");
    if (text_of(import, "rejected") == "0") return {};
    STEWARD_CHECK(show_trouble(client, path));
    return fail(ErrorKind::Conflict, "imports.rejected_rows",
                text_of(import, "rejected") + " rows " + (is_dry ? "would be" : "were") +
                    " rejected. --rejected FILE writes them with the reason.");
}
}  // namespace

int run_import(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        if (arguments.words.empty()) return wrong_usage(usage_of_import);
        if (arguments.words[0] == "list") {
            STEWARD_TRY(auto items, client.list("/api/v1/imports", "imports"));
            show(arguments, items,
                 {{"File", "name"},
                  {"State", "state"},
                  {"From", "source"},
                  {"Created", "created"},
                  {"Updated", "updated"},
                  {"Rejected", "rejected"},
                  {"When", "created_at_unix_ms", true},
                  {"Id", "import_id"}});
            return {};
        }
        if (arguments.words[0] == "undo" && arguments.words.size() == 2) {
            const std::string path = "/api/v1/imports/" + encode(arguments.words[1]);
            STEWARD_CHECK(client.call("POST", path + "/undo", json::object()));
            STEWARD_TRY(const auto import, wait_for(client, path, {"undoing"}));
            if (arguments.has("json")) print_json(import);
            else
                std::printf("%s: %s taken back, %s kept because somebody changed them since\n", text_of(import, "name").c_str(),
                            text_of(import, "removed").c_str(), text_of(import, "kept").c_str());
            return {};
        }
        if (arguments.words.size() != 1) return wrong_usage(usage_of_import);
        return bring_in(client, arguments);
    });
}

int run_export(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        if (arguments.words.size() != 1) return wrong_usage("export FILE [--records KINDS]");
        json::array kinds;
        const std::string wanted = arguments.option("records");
        for (size_t at = 0; at < wanted.size();) {
            const size_t end = std::min(wanted.find(',', at), wanted.size());
            kinds.emplace_back(wanted.substr(at, end - at));
            at = end + 1;
        }
        STEWARD_TRY(auto one, client.call("POST", "/api/v1/exports", {{"record_kinds", kinds}}));
        const std::string path = "/api/v1/exports/" + text_of(one, "export_id");
        STEWARD_TRY(one, wait_for(client, path, {"writing"}));
        if (text_of(one, "state") != "done") return fail(ErrorKind::Internal, "imports.export_failed", text_of(one, "problem"));
        STEWARD_TRY(const auto text, client.download(path + "/content"));
        std::ofstream out(arguments.words[0], std::ios::binary);
        if (!(out << text).flush())
            return fail(ErrorKind::Internal, "cli.unwritable", "The file " + arguments.words[0] + " cannot be written.");
        if (arguments.has("json")) print_json(one);
        else std::printf("%s: %s records\n", arguments.words[0].c_str(), text_of(one, "rows").c_str());
        return {};
    });
}

}  // namespace steward::cli
