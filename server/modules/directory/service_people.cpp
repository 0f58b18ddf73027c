// People at clients.
#include <algorithm>
#include <tuple>

#include "server/modules/directory/fields.h"
#include "server/modules/directory/service.h"
#include "server/platform/filter/filter.h"

namespace steward::directory {

namespace {
// The client-side roles of domain/model.md section 3.
constexpr std::string_view person_roles = "CDM CAP CHR CUS CRO";

constexpr filter::Field fields_of_people[] = {
    {"name", "t.name_key", filter::Kind::Text}, {"email", "t.email_key", filter::Kind::Text},     {"phone", "t.phone", filter::Kind::Text},
    {"title", "t.title", filter::Kind::Text},   {"client", "c.name_key", filter::Kind::Text},     {"roles", "t.roles", filter::Kind::Text},
    {"vip", "t.vip", filter::Kind::Boolean},    {"client_id", "t.client_id", filter::Kind::Text},
};
constexpr std::string_view text_of_people[] = {"t.name_key", "t.email_key", "t.phone", "t.title", "c.name_key"};
constexpr std::string_view people_joined = " from directory_people t join directory_clients c on c.id = t.client_id where true";

// Everybody is at least a user of their own company's service.
template <typename Roles>
std::string read_roles(Fields& fields, const Roles& roles) {
    std::string joined;
    for (const std::string& role : roles) {
        fields.choice("/roles", role, person_roles);
        if (("," + joined + ",").find("," + role + ",") == std::string::npos) joined += (joined.empty() ? "" : ",") + role;
    }
    return joined.empty() ? "CUS" : joined;
}

// Nothing is no limit at all: what costs money goes to the decision-maker then.
void read_limit(Fields& fields, int64_t minor, const std::string& currency, PersonRow& person) {
    constexpr int64_t largest_limit = 100'000'000'000;
    const bool is_code = currency.size() == 3 && std::ranges::all_of(currency, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (minor < 0 || minor > largest_limit) fields.refuse("/approval_limit_minor", "Between nothing and 1,000 million.");
    if (minor > 0 && !is_code) fields.refuse("/approval_limit_currency", "An amount has a currency, three letters: CHF, EUR.");
    person.approval_limit_minor = minor;
    person.approval_limit_currency = minor > 0 ? currency : "";
}
}  // namespace

v1::Person Service::person_message(const Caller& caller, const PersonRow& person) const {
    v1::Person message;
    message.set_person_id(person.id.text());
    message.set_client_id(person.client.text());
    message.set_name(person.name);
    message.set_email(person.email);
    message.set_phone(person.phone);
    message.set_title(person.title);
    for (size_t at = 0; at < person.roles.size();) {
        const size_t end = std::min(person.roles.find(',', at), person.roles.size());
        message.add_roles(person.roles.substr(at, end - at));
        at = end + 1;
    }
    if (!person.site.is_nil()) message.set_site_id(person.site.text());
    message.set_etag(std::to_string(person.revision));
    message.set_client_name(index_.client_name(person.client));
    message.set_vip(person.vip);
    message.set_approval_limit_minor(person.approval_limit_minor);
    message.set_approval_limit_currency(person.approval_limit_currency);
    if (caller.may("client.write")) message.add_allowed_actions("edit");
    return message;
}

Result<v1::ListPeopleResponse> Service::list_people(Call& call, const v1::ListPeopleRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    std::string where = call.client_filter("t.client_id", parameters);
    if (!request.client_id().empty()) {
        STEWARD_TRY(const auto client, request_id<ClientId>("/client_id", request.client_id()));
        parameters.emplace_back(client.text());
        where += " and t.client_id = $" + std::to_string(parameters.size());
    }
    STEWARD_TRY(const auto terms, folded_terms(request.filter()));
    STEWARD_TRY(const auto filtered, filter::to_sql(terms, fields_of_people, text_of_people, call.now(), parameters));
    where = std::string(people_joined) + where + filtered;
    STEWARD_TRY(const auto total, transaction->run("select count(*)" + where, parameters));
    STEWARD_TRY(const auto page,
                filter::page(request.order_by(), "name", request.page_size(), request.page_token(), fields_of_people, "t.id", parameters));
    STEWARD_TRY(auto rows, transaction->run(
                               "select " + std::string(person_columns) + page.key_columns + where + page.where + page.order_by + page.limit,
                               parameters));
    v1::ListPeopleResponse answer;
    answer.set_next_page_token(filter::next_page_token(page, rows));
    answer.set_total(static_cast<int32_t>(total.front().integer(0)));
    for (const auto& row : rows) *answer.add_people() = person_message(call.caller(), read_person(row));
    return answer;
}

Result<v1::Person> Service::create_person(Call& call, const v1::CreatePersonRequest& request) {
    Fields fields;
    PersonRow person;
    person.client = call.client();
    person.name = fields.name("/name", request.name());
    person.email = fields.email("/email", request.email());
    person.phone = fields.line("/phone", request.phone(), 50);
    person.title = fields.line("/title", request.title(), 200);
    person.roles = read_roles(fields, request.roles());
    person.vip = request.vip();
    read_limit(fields, request.approval_limit_minor(), request.approval_limit_currency(), person);
    STEWARD_CHECK(fields.status());
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(require_client(*transaction, person.client));
    STEWARD_TRY(person.site, site_of_client(*transaction, person.client, "/site_id", request.site_id()));
    person.id = PersonId::make(call.now(), rng_);
    STEWARD_CHECK(insert_person(*transaction, person, call.now()));
    call.set_audit_subject(person.id.text());
    return person_message(call.caller(), person);
}

namespace {
auto written_by_people(const PersonRow& person) {
    return std::tuple(person.name, person.email, person.phone, person.title, person.roles, person.vip, person.approval_limit_minor,
                      person.approval_limit_currency, person.site);
}
}  // namespace

Result<v1::Person> Service::update_person(Call& call, const v1::UpdatePersonRequest& request) {
    STEWARD_TRY(const auto id, request_id<PersonId>("/person_id", request.person_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto found, find_person(*transaction, id));
    if (!found || found->client != call.client()) return not_found("person");
    PersonRow person = std::move(*found);
    const std::string name_before = person.name;
    const auto as_it_was = written_by_people(person);
    STEWARD_CHECK(if_match_holds(call, person.revision));
    Fields fields;
    if (request.has_name()) person.name = fields.name("/name", request.name());
    if (request.has_email()) person.email = fields.email("/email", request.email());
    if (request.has_phone()) person.phone = fields.line("/phone", request.phone(), 50);
    if (request.has_title()) person.title = fields.line("/title", request.title(), 200);
    if (request.roles_size() > 0) person.roles = read_roles(fields, request.roles());
    if (request.has_vip()) person.vip = request.vip();
    if (request.has_approval_limit_minor() || request.has_approval_limit_currency()) {
        read_limit(fields, request.has_approval_limit_minor() ? request.approval_limit_minor() : person.approval_limit_minor,
                   request.has_approval_limit_currency() ? request.approval_limit_currency() : person.approval_limit_currency, person);
    }
    STEWARD_CHECK(fields.status());
    if (request.has_site_id()) {
        STEWARD_TRY(person.site, site_of_client(*transaction, person.client, "/site_id", request.site_id()));
    }
    call.set_audit_subject(person.id.text());
    if (written_by_people(person) == as_it_was) return person_message(call.caller(), person);
    STEWARD_CHECK(save_person(*transaction, person, call.now()));
    if (person.name != name_before) {
        // The list of devices finds them by it.
        STEWARD_TRY(auto devices, devices_of_person(*transaction, person.id));
        for (DeviceRow& device : devices) {
            STEWARD_CHECK(save_device(*transaction, device, call.now()));
            publish_device(*transaction, device);
        }
    }
    return person_message(call.caller(), person);
}

}  // namespace steward::directory
