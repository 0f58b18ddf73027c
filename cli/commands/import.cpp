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
    "import FILE [--kind KIND] [--format PRODUCT] [--source NAME] [--zone ZONE] [--date-order DMY|MDY|YMD] [--unknown-clients "
    "create|leave-out] [--dry-run] [--rejected FILE]\n"
    "       steward import list | show ID | check ID | apply ID | cancel ID | undo ID | delete ID | rejected ID FILE";
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

// Every client that nobody knows gets one answer: made, or its rows left out.
Status answer_unknown_clients(const Client& client, const std::string& path, const std::string& wish) {
    if (wish != "create" && wish != "leave-out") return wrong_usage(usage_of_import);
    STEWARD_TRY(const auto values, client.list(path + "/values?filter=" + encode("answered:false list:client"), "values"));
    json::array answers;
    for (const auto& value : values)
        answers.push_back({{"list", "client"}, {"value", text_of(value, "value")}, {"answer", wish == "create" ? "=new" : "-"}});
    if (answers.empty()) return {};
    STEWARD_CHECK(client.call("POST", path + "/values", {{"answers", answers}}));
    STEWARD_CHECK(client.call("POST", path + "/check", json::object()));
    return {};
}

Status write_rejected(const Client& client, const std::string& path, const std::string& file) {
    STEWARD_TRY(const auto rows, client.download(path + "/rejected"));
    std::ofstream out(file, std::ios::binary);
    if (!(out << rows).flush()) return fail(ErrorKind::Internal, "cli.unwritable", "The file " + file + " cannot be written.");
    return {};
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

// What the server says of it at last: the counts, or the sentence why not.
Status end(const Client& client, const Arguments& arguments, const std::string& path, const json::value& import, bool is_dry) {
    if (const std::string file = arguments.option("rejected"); !file.empty() && text_of(import, "has_rejected_file") == "true")
        STEWARD_CHECK(write_rejected(client, path, file));
    if (arguments.has("json")) print_json(import);
    else print_counts(import, is_dry ? " (nothing was changed)" : "");
    if (is_dry && !arguments.has("json")) std::printf("To bring it in: steward import apply %s\n", text_of(import, "import_id").c_str());
    if (text_of(import, "rejected") == "0") return {};
    STEWARD_CHECK(show_trouble(client, path));
    return fail(ErrorKind::Conflict, "imports.rejected_rows",
                text_of(import, "rejected") + " rows " + (is_dry ? "would be" : "were") +
                    " rejected. --rejected FILE writes them with the reason.");
}

Result<json::value> checked(const Client& client, const Arguments& arguments, const std::string& path) {
    STEWARD_CHECK(client.call("POST", path + "/check", json::object()));
    STEWARD_TRY(auto import, wait_for(client, path, {"reading", "checking"}));
    if (const std::string wish = arguments.option("unknown-clients"); !wish.empty()) {
        STEWARD_CHECK(answer_unknown_clients(client, path, wish));
        STEWARD_TRY(import, wait_for(client, path, {"reading", "checking"}));
    }
    if (text_of(import, "state") != "checked") return fail(ErrorKind::Conflict, "imports.refused", text_of(import, "problem"));
    return import;
}

Status apply(const Client& client, const Arguments& arguments, const std::string& path) {
    STEWARD_CHECK(client.call("POST", path + "/apply", json::object()));
    STEWARD_TRY(const auto import, wait_for(client, path, {"applying"}));
    return end(client, arguments, path, import, false);
}

Status bring_in(const Client& client, const Arguments& arguments) {
    STEWARD_TRY(auto import, upload(client, arguments.words[0]));
    const std::string path = "/api/v1/imports/" + text_of(import, "import_id");
    if (const std::string problem = text_of(import, "problem"); !problem.empty())
        return fail(ErrorKind::Conflict, "imports.refused", problem);
    json::object change;
    for (const auto& [option, field] : {std::pair("format", "product"),
                                        {"records", "record_kind"},
                                        {"kind", "record_kind"},
                                        {"source", "source"},
                                        {"zone", "zone"},
                                        {"date-order", "date_order"}})
        if (const std::string text = arguments.option(option); !text.empty()) change[field] = text;
    if (!change.empty()) {
        STEWARD_TRY(import, client.call("PATCH", path, change));
    }
    if (!arguments.has("json")) std::printf("%s\n", text_of(import, "reason").c_str());
    STEWARD_TRY(import, checked(client, arguments, path));
    return arguments.has("dry-run") ? end(client, arguments, path, import, true) : apply(client, arguments, path);
}

Status undo(const Client& client, const Arguments& arguments, const std::string& path) {
    STEWARD_CHECK(client.call("POST", path + "/undo", json::object()));
    STEWARD_TRY(const auto import, wait_for(client, path, {"undoing"}));
    if (arguments.has("json")) print_json(import);
    else
        std::printf("%s: %s taken back, %s kept\n", text_of(import, "name").c_str(), text_of(import, "removed").c_str(),
                    text_of(import, "kept").c_str());
    if (text_of(import, "kept") == "0") return {};
    STEWARD_TRY(const auto rows, client.call("GET", path + "/rows?page_size=10&filter=outcome%3Akept"));
    for (const auto& row : rows.at("rows").as_array())
        std::fprintf(stderr, "kept: %s “%s”: %s\n", text_of(row, "record_kind").c_str(), text_of(row, "label").c_str(),
                     text_of(row, "reason").c_str());
    return {};
}

// An import that is there already, by its id.
Status go_on(const Client& client, const Arguments& arguments) {
    const std::string &verb = arguments.words[0], path = "/api/v1/imports/" + encode(arguments.words[1]);
    if (verb == "rejected") {
        STEWARD_CHECK(write_rejected(client, path, arguments.words[2]));
        if (arguments.has("json")) print_json({{"file", arguments.words[2]}});
        return {};
    }
    if (verb == "apply") return apply(client, arguments, path);
    if (verb == "undo") return undo(client, arguments, path);
    if (verb == "check") {
        STEWARD_TRY(const auto import, checked(client, arguments, path));
        return end(client, arguments, path, import, true);
    }
    STEWARD_TRY(const auto answer, verb == "show"     ? client.call("GET", path)
                                   : verb == "cancel" ? client.call("POST", path + "/cancel", json::object())
                                                      : client.call("DELETE", path));
    if (arguments.has("json")) print_json(answer);
    else if (verb != "delete") print_counts(answer, (", " + text_of(answer, "state")).c_str());
    return {};
}

bool is_verb(const std::string& word) {
    for (const auto* verb : {"show", "check", "apply", "cancel", "undo", "delete", "rejected"})
        if (word == verb) return true;
    return false;
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
        if (is_verb(arguments.words[0]) && arguments.words.size() == (arguments.words[0] == "rejected" ? 3u : 2u))
            return go_on(client, arguments);
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
