// The script library.
#include <set>

#include "server/modules/directory/directory.h"
#include "server/modules/jobs/service.h"
#include "server/platform/access/roles.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::jobs {

namespace {
using access::typed_line, access::typed_text;
constexpr size_t longest_name = 200, longest_about = 4000;
constexpr int most_script_parameters = 16;

std::unexpected<Error> no_script() {
    return fail(ErrorKind::NotFound, "jobs.script_not_found", "There is no such script. Choose one of the library.");
}

Status parameters_fit(const google::protobuf::RepeatedPtrField<v1::ScriptParameter>& parameters) {
    if (parameters.size() > most_script_parameters) return bad_field("/parameters", "At most 16 parameters.");
    std::set<std::string> names;
    for (const auto& one : parameters) {
        STEWARD_TRY(const auto name, typed_line("/parameters", one.name(), 100));
        STEWARD_CHECK(typed_line("/parameters", one.about(), 500, false));
        if (!names.insert(name).second) return bad_field("/parameters", "Two parameters have the same name.");
        if (one.kind() != "text" && one.kind() != "number" && one.kind() != "choice")
            return bad_field("/parameters", name + ": its kind is text, number or choice.");
        if ((one.kind() == "choice") == one.choices().empty())
            return bad_field("/parameters", name + ": choices, and only them, have a list of choices.");
        if (one.choices_size() > 100 || one.default_value().size() > 4096)
            return bad_field("/parameters", name + ": at most 100 choices and 4096 characters.");
        for (const auto& choice : one.choices())
            if (choice.empty() || choice.size() > 4096) return bad_field("/parameters", name + ": a choice is not empty.");
        v1::ScriptParameters alone;
        *alone.add_parameters() = one;
        alone.mutable_parameters(0)->set_required(false);
        google::protobuf::RepeatedPtrField<std::string> none;
        if (!arguments_of(alone, none)) return bad_field("/parameters", name + ": its default does not fit its kind.");
    }
    return {};
}

Status interpreter_fits(const std::string& interpreter) {
    if (interpreter.starts_with('/') && interpreter.size() <= 255 && interpreter.find_first_of(" \t\n") == std::string::npos &&
        interpreter.find('\0') == std::string::npos)
        return {};
    return bad_field("/interpreter", "The whole path of a program, without arguments: /bin/sh.");
}

Status text_fits(const std::string& text) {
    if (text.empty()) return bad_field("/text", "Write the script.");
    if (text.size() > longest_script) return bad_field("/text", "A script has at most 256 KiB.");
    return {};
}

Bytes packed_parameters(const google::protobuf::RepeatedPtrField<v1::ScriptParameter>& parameters) {
    v1::ScriptParameters all;
    *all.mutable_parameters() = parameters;
    return packed(all);
}

// Whoever wrote a version reviews it only where nobody else could.
Result<bool> may_review_own(Call& call) {
    if (!call.caller().may("script.review")) return false;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const bool could, has_another(*transaction, call.caller().account, ClientId{}, roles_with("script.review")));
    return !could;
}

void fill(v1::Script& message, const ScriptRow& row, const Caller& caller, bool reviews_own, bool whole) {
    message.set_script_id(row.id.text());
    message.set_name(row.name);
    message.set_about(row.about);
    message.set_interpreter(row.interpreter);
    v1::ScriptParameters parameters;
    parameters.ParseFromArray(row.parameters.data(), static_cast<int>(row.parameters.size()));
    *message.mutable_parameters() = parameters.parameters();
    if (whole) message.set_text(row.text);
    message.set_digest(row.digest);
    message.set_version(static_cast<int32_t>(row.version));
    message.set_state(row.state);
    if (!row.author_id.is_nil()) message.set_author_id(row.author_id.text());
    message.set_author(row.author);
    message.set_reviewer(row.reviewer);
    message.set_reviewed_at_unix_ms(row.reviewed_at.unix_ms);
    message.set_changed_at_unix_ms(row.changed_at.unix_ms);
    message.set_runs(static_cast<int32_t>(row.runs));
    message.set_failures(static_cast<int32_t>(row.failures));
    message.set_etag(std::to_string(row.revision));
    message.set_operating_system(row.operating_system);
    message.set_timeout_s(row.timeout_s);
    if (row.state == "retired") return;
    if (caller.may("script.write")) {
        message.add_allowed_actions("edit");
        message.add_allowed_actions("retire");
    }
    const bool may_review = caller.may("script.review") && (reviews_own || row.author_id != caller.account);
    if (may_review && row.state == "written") message.add_allowed_actions("review");
    if (caller.may("job.write")) message.add_allowed_actions("run");
}

// A text is kept once by its digest; a version of the script names it.
Status write_version(Transaction& transaction, ScriptRow& row, const std::string& text, const Caller& caller) {
    row.digest = to_hex(trust::sha256(as_bytes(text)));
    row.author_id = caller.account;
    row.author = caller.name;
    row.state = "written";
    row.reviewer.clear();
    row.reviewed_at = {};
    return keep_file(transaction, row.digest, as_bytes(text), row.name);
}
}  // namespace

std::vector<std::string> roles_with(std::string_view permission) {
    std::vector<std::string> codes;
    for (const auto& role : access::all_roles())
        if (role.permissions.contains(std::string(permission))) codes.push_back(role.code);
    return codes;
}

Status etag_holds(std::string_view seen, int64_t revision) {
    if (seen.empty() || seen == std::to_string(revision)) return {};
    return fail(ErrorKind::StaleEtag, "jobs.changed_meanwhile",
                "Somebody else changed this a moment ago. Load it again and repeat your change.");
}

Result<ScriptRow> Scripts::load(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto row, find_script(*transaction, ScriptId::parse(id).value_or(ScriptId{})));
    if (!row) return no_script();
    STEWARD_CHECK(etag_holds(call.if_match, row->revision));
    return std::move(*row);
}

Result<v1::Script> Scripts::answer(Call& call, ScriptId id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto row, find_script(*transaction, id));
    if (!row) return no_script();
    call.set_audit_subject(id.text());
    v1::Script message;
    STEWARD_TRY(const bool reviews_own, may_review_own(call));
    fill(message, *row, call.caller(), reviews_own, true);
    STEWARD_TRY(const auto versions, versions_of(*transaction, id));
    for (const auto& version : versions) {
        auto& shown = *message.add_versions();
        shown.set_version(static_cast<int32_t>(version.version));
        shown.set_digest(version.digest);
        shown.set_author(version.author);
        shown.set_at_unix_ms(version.at.unix_ms);
        shown.set_reviewer(version.reviewer);
        shown.set_note(version.note);
        shown.set_text(version.text);
        shown.set_tested_on(static_cast<int32_t>(version.tested_on));
        shown.set_tests_failed(static_cast<int32_t>(version.tests_failed));
        shown.set_tested_at_unix_ms(version.tested_at.unix_ms);
        shown.set_test_outcome(version.test_outcome);
    }
    return message;
}

Result<v1::Script> Scripts::changed(Call& call, ScriptId id) const {
    STEWARD_TRY(auto message, answer(call, id));
    STEWARD_TRY(auto* transaction, call.transaction());
    live::Update update{.client = {}, .topic = "script", .id = id.text(), .json = "{\"state\":\"" + message.state() + "\"}"};
    transaction->after_commit([this, update = std::move(update)] { hub_.publish(update); });
    return message;
}

Result<v1::ListScriptsResponse> Scripts::list_scripts(Call& call, const v1::ListScriptsRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {{"name", "s.name"},
                                               {"state", "s.state"},
                                               {"author", "s.author"},
                                               {"reviewer", "s.reviewer"},
                                               {"interpreter", "s.interpreter"},
                                               {"operating_system", "s.operating_system"},
                                               {"changed", "s.changed_at", Kind::Time}};
    static constexpr std::string_view text[] = {"s.name", "s.about"};
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto page,
                filter::read_list(*transaction, {std::string(script_columns), std::string(scripts_joined), fields, text, "s.id", "name"},
                                  filter::question_of(request), call.now(), {}));
    v1::ListScriptsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    STEWARD_TRY(const bool reviews_own, may_review_own(call));
    for (const auto& row : page.rows) fill(*list.add_scripts(), read_script(row), call.caller(), reviews_own, false);
    return list;
}

Result<v1::Script> Scripts::get_script(Call& call, const v1::GetScriptRequest& request) {
    STEWARD_TRY(const auto row, load(call, request.script_id()));
    return answer(call, row.id);
}

Result<v1::Script> Scripts::create_script(Call& call, const v1::CreateScriptRequest& request) {
    ScriptRow row{.id = ScriptId::make(call.now(), rng_)};
    STEWARD_TRY(row.name, typed_line("/name", request.name(), longest_name));
    STEWARD_TRY(row.about, typed_text("/about", request.about(), longest_about, false));
    STEWARD_TRY(row.operating_system, typed_line("/operating_system", request.operating_system(), 100, false));
    row.interpreter = request.interpreter().empty() ? "/bin/sh" : request.interpreter();
    STEWARD_CHECK(interpreter_fits(row.interpreter));
    STEWARD_CHECK(parameters_fit(request.parameters()));
    STEWARD_CHECK(text_fits(request.text()));
    if (request.timeout_s() < 0 || request.timeout_s() > longest_timeout_s) return bad_field("/timeout_s", "At most a day.");
    row.timeout_s = request.timeout_s();
    row.parameters = packed_parameters(request.parameters());
    row.changed_at = call.now();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(write_version(*transaction, row, request.text(), call.caller()));
    STEWARD_CHECK(insert_script(*transaction, row, directory::folded(row.name)));
    STEWARD_CHECK(insert_version(*transaction, row.id,
                                 {.version = 1,
                                  .digest = row.digest,
                                  .author_id = row.author_id,
                                  .author = row.author,
                                  .at = call.now(),
                                  .reviewer = {},
                                  .note = {}}));
    STEWARD_CHECK(work_.text_came(*transaction, row.digest));
    return changed(call, row.id);
}

Result<v1::Script> Scripts::update_script(Call& call, const v1::UpdateScriptRequest& request) {
    STEWARD_TRY(auto row, load(call, request.script_id()));
    if (row.state == "retired") return fail(ErrorKind::Conflict, "jobs.script_retired", "This script is retired. Write a new one.");
    if (request.has_name()) {
        STEWARD_TRY(row.name, typed_line("/name", request.name(), longest_name));
    }
    if (request.has_about()) {
        STEWARD_TRY(row.about, typed_text("/about", request.about(), longest_about, false));
    }
    if (request.has_operating_system()) {
        STEWARD_TRY(row.operating_system, typed_line("/operating_system", request.operating_system(), 100, false));
    }
    if (request.has_timeout_s()) {
        if (request.timeout_s() < 0 || request.timeout_s() > longest_timeout_s) return bad_field("/timeout_s", "At most a day.");
        row.timeout_s = request.timeout_s();
    }
    bool is_another = request.has_text() && request.text() != row.text;
    if (request.has_text()) STEWARD_CHECK(text_fits(request.text()));
    if (request.has_interpreter()) {
        STEWARD_CHECK(interpreter_fits(request.interpreter()));
        is_another = is_another || request.interpreter() != row.interpreter;
        row.interpreter = request.interpreter();
    }
    if (request.has_parameters()) {
        STEWARD_CHECK(parameters_fit(request.parameters().parameters()));
        Bytes said = packed_parameters(request.parameters().parameters());
        is_another = is_another || said != row.parameters;
        row.parameters = std::move(said);
    }
    STEWARD_TRY(const auto note, typed_line("/note", request.note(), 500, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    row.changed_at = call.now();
    if (is_another) {
        ++row.version;
        STEWARD_CHECK(write_version(*transaction, row, request.has_text() ? request.text() : row.text, call.caller()));
        STEWARD_CHECK(insert_version(*transaction, row.id,
                                     {.version = row.version,
                                      .digest = row.digest,
                                      .author_id = row.author_id,
                                      .author = row.author,
                                      .at = call.now(),
                                      .reviewer = {},
                                      .note = note}));
        STEWARD_CHECK(work_.text_came(*transaction, row.digest));
    }
    STEWARD_CHECK(save_script(*transaction, row, directory::folded(row.name)));
    return changed(call, row.id);
}

Result<v1::Script> Scripts::review_script(Call& call, const v1::ReviewScriptRequest& request) {
    STEWARD_TRY(auto row, load(call, request.script_id()));
    if (row.state == "retired") return fail(ErrorKind::Conflict, "jobs.script_retired", "This script is retired.");
    if (row.state == "reviewed") return fail(ErrorKind::Conflict, "jobs.reviewed", "This version was reviewed already.");
    if (request.digest() != row.digest)
        return fail(ErrorKind::StaleEtag, "jobs.changed_meanwhile",
                    "There is a newer version than the one that you read. Load it again and read that.");
    STEWARD_TRY(auto* transaction, call.transaction());
    row.reviewer = call.caller().name;
    if (row.author_id == call.caller().account) {
        STEWARD_TRY(const bool reviews_own, may_review_own(call));
        if (!reviews_own)
            return fail(ErrorKind::Forbidden, "jobs.own_script", "Whoever wrote a version does not review it. Ask another person who may.");
        row.reviewer += alone_words;
    }
    row.state = "reviewed";
    row.reviewed_at = call.now();
    STEWARD_CHECK(save_script(*transaction, row, directory::folded(row.name)));
    STEWARD_CHECK(review_version(*transaction, row.id, row.version, row.reviewer));
    call.add_audit_detail("digest", row.digest);
    return changed(call, row.id);
}

Result<v1::Script> Scripts::retire_script(Call& call, const v1::RetireScriptRequest& request) {
    STEWARD_TRY(auto row, load(call, request.script_id()));
    if (row.state != "retired") {
        STEWARD_TRY(auto* transaction, call.transaction());
        row.state = "retired";
        row.changed_at = call.now();
        STEWARD_CHECK(save_script(*transaction, row, directory::folded(row.name)));
    }
    return changed(call, row.id);
}

}  // namespace steward::jobs
