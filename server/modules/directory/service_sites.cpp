// Sites of clients.
#include <tuple>

#include "server/modules/directory/fields.h"
#include "server/modules/directory/service.h"
#include "server/platform/filter/filter.h"

namespace steward::directory {

namespace {
constexpr filter::Field fields_of_sites[] = {
    {"name", "t.name_key", filter::Kind::Text},   {"client", "c.name_key", filter::Kind::Text},     {"zone", "t.zone", filter::Kind::Text},
    {"address", "t.address", filter::Kind::Text}, {"client_id", "t.client_id", filter::Kind::Text},
};
constexpr std::string_view text_of_sites[] = {"t.name_key", "t.address", "c.name_key"};
constexpr std::string_view sites_joined = " from directory_sites t join directory_clients c on c.id = t.client_id where true";
}  // namespace

Result<SiteId> site_of_client(Transaction& transaction, ClientId client, std::string_view pointer, std::string_view text) {
    if (text.empty()) return SiteId{};
    STEWARD_TRY(const auto id, request_id<SiteId>(pointer, text));
    STEWARD_TRY(const auto site, find_site(transaction, id));
    if (!site || site->client != client) return bad_field(std::string(pointer), "This client has no such site.");
    return id;
}

v1::Site Service::site_message(const Caller& caller, const SiteRow& site) const {
    v1::Site message;
    message.set_site_id(site.id.text());
    message.set_client_id(site.client.text());
    message.set_name(site.name);
    message.set_address(site.address);
    message.set_zone(site.zone);
    message.set_etag(std::to_string(site.revision));
    message.set_device_count(index_.devices_at_site(site.id));
    message.set_client_name(index_.client_name(site.client));
    if (caller.may("client.write")) message.add_allowed_actions("edit");
    return message;
}

Result<v1::ListSitesResponse> Service::list_sites(Call& call, const v1::ListSitesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    std::string where = call.client_filter("t.client_id", parameters);
    if (!request.client_id().empty()) {
        STEWARD_TRY(const auto client, request_id<ClientId>("/client_id", request.client_id()));
        parameters.emplace_back(client.text());
        where += " and t.client_id = $" + std::to_string(parameters.size());
    }
    STEWARD_TRY(const auto terms, folded_terms(request.filter()));
    STEWARD_TRY(const auto filtered, filter::to_sql(terms, fields_of_sites, text_of_sites, call.now(), parameters));
    where = std::string(sites_joined) + where + filtered;
    STEWARD_TRY(const auto total, transaction->run("select count(*)" + where, parameters));
    STEWARD_TRY(const auto page,
                filter::page(request.order_by(), "name", request.page_size(), request.page_token(), fields_of_sites, "t.id", parameters));
    STEWARD_TRY(auto rows,
                transaction->run("select " + std::string(site_columns) + page.key_columns + where + page.where + page.order_by + page.limit,
                                 parameters));
    v1::ListSitesResponse answer;
    answer.set_next_page_token(filter::next_page_token(page, rows));
    answer.set_total(static_cast<int32_t>(total.front().integer(0)));
    for (const auto& row : rows) *answer.add_sites() = site_message(call.caller(), read_site(row));
    return answer;
}

Result<v1::Site> Service::create_site(Call& call, const v1::CreateSiteRequest& request) {
    Fields fields;
    SiteRow site;
    site.client = call.client();
    site.name = fields.name("/name", request.name());
    site.address = fields.text("/address", request.address(), 500);
    site.zone = request.zone().empty() ? index_.client_zone(site.client) : fields.zone("/zone", request.zone());
    STEWARD_CHECK(fields.status());
    site.id = SiteId::make(call.now(), rng_);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(require_client(*transaction, site.client));
    STEWARD_CHECK(insert_site(*transaction, site, call.now()));
    transaction->after_commit([this, site] {
        index_.put_site(site);
        hub_.publish({site.client, "client", site.client.text(), update_json("client_id", site.client.text())});
    });
    call.set_audit_subject(site.id.text());
    return site_message(call.caller(), site);
}

Result<v1::Site> Service::update_site(Call& call, const v1::UpdateSiteRequest& request) {
    STEWARD_TRY(const auto id, request_id<SiteId>("/site_id", request.site_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto found, find_site(*transaction, id));
    if (!found || found->client != call.client()) return not_found("site");
    SiteRow site = std::move(*found);
    STEWARD_CHECK(if_match_holds(call, site.revision));
    const auto as_it_was = std::tuple(site.name, site.address, site.zone);
    Fields fields;
    if (request.has_name()) site.name = fields.name("/name", request.name());
    if (request.has_address()) site.address = fields.text("/address", request.address(), 500);
    if (request.has_zone()) site.zone = fields.zone("/zone", request.zone());
    STEWARD_CHECK(fields.status());
    call.set_audit_subject(site.id.text());
    if (as_it_was == std::tuple(site.name, site.address, site.zone)) return site_message(call.caller(), site);
    STEWARD_CHECK(save_site(*transaction, site, call.now()));
    transaction->after_commit([this, site] {
        index_.put_site(site);
        hub_.publish({site.client, "client", site.client.text(), update_json("client_id", site.client.text())});
    });
    return site_message(call.caller(), site);
}

}  // namespace steward::directory
