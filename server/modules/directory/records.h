// Clients, sites and people for the rooms that bring them in from elsewhere and give them out.
#pragma once

#include "server/modules/directory/index.h"
#include "server/modules/directory/store.h"
#include "server/platform/live/hub.h"

namespace steward::directory {

class KeptRecords final : public Records {
public:
    KeptRecords(DeviceIndex& index, live::Hub& hub, Rng& rng) : index_(index), hub_(hub), rng_(rng) {}

    Result<std::optional<ClientRecord>> find(Transaction& transaction, ClientId id) override;
    Result<std::optional<SiteRecord>> find(Transaction& transaction, SiteId id) override;
    Result<std::optional<PersonRecord>> find(Transaction& transaction, PersonId id) override;
    Result<std::optional<ClientRecord>> client_named(Transaction& transaction, std::string_view name) override;
    Result<std::optional<SiteRecord>> site_named(Transaction& transaction, ClientId client, std::string_view name) override;
    Result<std::optional<PersonRecord>> person_called(Transaction& transaction, ClientId client, std::string_view name,
                                                      std::string_view email) override;

    Result<std::string_view> consider(Transaction& transaction, ClientRecord& record) override;
    Result<std::string_view> put(Transaction& transaction, ClientRecord& record, Instant now) override;
    Result<std::string_view> consider(Transaction& transaction, SiteRecord& record) override;
    Result<std::string_view> put(Transaction& transaction, SiteRecord& record, Instant now) override;
    Result<std::string_view> consider(Transaction& transaction, PersonRecord& record) override;
    Result<std::string_view> put(Transaction& transaction, PersonRecord& record, Instant now) override;

    Status remove(Transaction& transaction, ClientId id) override;
    Status remove(Transaction& transaction, SiteId id) override;
    Status remove(Transaction& transaction, PersonId id) override;

    Result<std::vector<ClientRecord>> after(Transaction& transaction, ClientId id, int limit) override;
    Result<std::vector<SiteRecord>> after(Transaction& transaction, SiteId id, int limit) override;
    Result<std::vector<PersonRecord>> after(Transaction& transaction, PersonId id, int limit) override;

private:
    void tell(ClientId client) const;

    DeviceIndex& index_;
    live::Hub& hub_;
    Rng& rng_;
};

}  // namespace steward::directory
