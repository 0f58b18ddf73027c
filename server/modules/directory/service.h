// The directory's API: load, decide, one transaction (rows and facts), then the index.
//
// One class, one file for each noun: service_clients.cpp, service_sites.cpp, service_people.cpp,
// service_devices.cpp, service_enrolments.cpp.
#pragma once

#include "base/random.h"
#include "server/modules/directory/endpoint.h"
#include "server/modules/directory/identities.h"
#include "server/modules/directory/index.h"
#include "server/platform/access/call.h"
#include "server/platform/filter/filter.h"
#include "server/platform/live/hub.h"
#include "steward/directory/v1/directory.service.h"

namespace steward::directory {

class Service final : public v1::DirectoryService {
public:
    Service(DeviceIndex& index, Identities& identities, Endpoint& endpoint, live::Hub& hub, Rng& rng)
        : index_(index), identities_(identities), endpoint_(endpoint), hub_(hub), rng_(rng) {}

    Result<v1::ListClientsResponse> list_clients(Call& call, const v1::ListClientsRequest& request) override;
    Result<v1::Client> get_client(Call& call, const v1::GetClientRequest& request) override;
    Result<v1::Client> create_client(Call& call, const v1::CreateClientRequest& request) override;
    Result<v1::Client> update_client(Call& call, const v1::UpdateClientRequest& request) override;

    Result<v1::ListSitesResponse> list_sites(Call& call, const v1::ListSitesRequest& request) override;
    Result<v1::Site> create_site(Call& call, const v1::CreateSiteRequest& request) override;
    Result<v1::Site> update_site(Call& call, const v1::UpdateSiteRequest& request) override;

    Result<v1::ListPeopleResponse> list_people(Call& call, const v1::ListPeopleRequest& request) override;
    Result<v1::Person> create_person(Call& call, const v1::CreatePersonRequest& request) override;
    Result<v1::Person> update_person(Call& call, const v1::UpdatePersonRequest& request) override;

    Result<v1::ListDevicesResponse> list_devices(Call& call, const v1::ListDevicesRequest& request) override;
    Result<v1::Device> get_device(Call& call, const v1::GetDeviceRequest& request) override;
    Result<v1::Device> update_device(Call& call, const v1::UpdateDeviceRequest& request) override;
    Result<v1::Device> move_device(Call& call, const v1::MoveDeviceRequest& request) override;
    Result<v1::Device> retire_device(Call& call, const v1::RetireDeviceRequest& request) override;
    Result<v1::DeviceInventory> get_inventory(Call& call, const v1::GetInventoryRequest& request) override;

    Result<v1::ListEnrolmentsResponse> list_enrolments(Call& call, const v1::ListEnrolmentsRequest& request) override;
    Result<v1::CreateEnrolmentResponse> create_enrolment(Call& call, const v1::CreateEnrolmentRequest& request) override;
    Result<v1::RevokeEnrolmentResponse> revoke_enrolment(Call& call, const v1::RevokeEnrolmentRequest& request) override;
    Result<v1::Enrolment> get_enrolment(Call& call, const v1::GetEnrolmentRequest& request) override;

private:
    v1::Client client_message(const Caller& caller, const ClientRow& client, const ClientNumbers& numbers, int64_t sites,
                              int64_t people) const;
    v1::Site site_message(const Caller& caller, const SiteRow& site) const;
    v1::Person person_message(const Caller& caller, const PersonRow& person) const;
    v1::Device device_message(const DeviceRow& device, const Call& call) const;
    Result<v1::Enrolment> enrolment_message(Transaction& transaction, const EnrolmentRow& enrolment) const;

    /// The device of the call, in the client of the call. Failure: NotFound.
    Result<DeviceRow> load_device(Transaction& transaction, const Call& call, std::string_view id) const;
    /// After the commit: the index, the identities, and the screens of all clients concerned.
    void publish_device(Transaction& transaction, const DeviceRow& device, std::optional<ClientId> left = {});
    void publish_client(Transaction& transaction, const ClientRow& client);

    DeviceIndex& index_;
    Identities& identities_;
    Endpoint& endpoint_;
    live::Hub& hub_;
    Rng& rng_;
};

// Shared by the files of the service.

/// If-Match against the revision of the row; an absent header and "*" always hold.
/// Failure: StaleEtag "directory.changed_meanwhile".
Status if_match_holds(const Call& call, int64_t revision);

/// The id in a request field. Failure: Invalid with the field's pointer.
template <typename AnyId>
Result<AnyId> request_id(std::string_view pointer, std::string_view text) {
    auto id = AnyId::parse(text);
    if (!id) return bad_field(std::string(pointer), id.error().message);
    return id;
}

/// The site that a request names: nil for an empty text. Failure: Invalid with the pointer when it
/// is not a site of `client` (or not at all: the two look the same).
Result<SiteId> site_of_client(Transaction& transaction, ClientId client, std::string_view pointer, std::string_view text);

/// The terms of a list's filter, with what is compared to folded columns (names, addresses, free
/// words) folded too: the databases' own lower() knows ASCII only.
Result<std::vector<filter::Term>> folded_terms(std::string_view filter);

std::unexpected<Error> not_found(std::string_view noun);

/// {"<key>":"<id>"}: all that a live update says; screens fetch the rest with their own rights.
std::string update_json(std::string_view key, std::string_view id);

}  // namespace steward::directory
