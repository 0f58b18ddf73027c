// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/attachments/keeper.h"
#include "server/modules/attachments/links.h"
#include "server/modules/attachments/service.h"

namespace steward::attachments {

namespace {
using namespace std::chrono_literals;

class AttachmentsModule final : public assembly::Module, public Attachments {
public:
    explicit AttachmentsModule(assembly::Context& context)
        : shelf_(context.state_folder + "/attachments"),
          keeper_(context.database, context.take<helpdesk::TicketWork>(), shelf_, context.hub, context.rng),
          links_(context.database, context.take<access::Sealing>(), context.rng),
          service_(context.take<helpdesk::TicketWork>(), shelf_, links_, context.hub, context.rng) {
        context.offer<Attachments>(*this);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override { return {{"attachment", "attachments_files"}}; }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        return {
            {.name = "attachments.scan", .period = 2s, .run = [this](Instant now) { return keeper_.scan_files(now); }, .own_thread = true},
            {.name = "attachments.sweep", .period = 30min, .run = [this](Instant now) { return keeper_.sweep(now); }, .own_thread = true}};
    }

    Status start() override { return links_.start(); }

    void set_public_address(std::string address) override { links_.set_public_address(std::move(address)); }
    Stored store(const Incoming& file) override { return keeper_.store(file); }
    Status attach(storage::Transaction& transaction, TicketId ticket, MessageId message, bool internal, const std::string& by,
                  const std::vector<Stored>& files, Instant now) override {
        return keeper_.attach(transaction, ticket, message, internal, by, files, now);
    }

    Result<std::vector<Outgoing>> files_of(storage::Transaction& transaction, MessageId message) override {
        return outgoing_files(transaction, message);
    }
    Result<bool> is_uploading(storage::Transaction& transaction, TicketId ticket, AccountId by, const std::string& by_name) override {
        return has_drafts(transaction, ticket, by, by_name);
    }
    Result<std::string> read(const Outgoing& file) override { return shelf_.read(file.digest, 0, static_cast<size_t>(file.size)); }
    Status share(storage::Transaction& transaction, AttachmentId file, const std::string& recipient, Instant until, Instant now) override {
        return links_.share(transaction, file, recipient, until, now);
    }
    Result<std::string> link(storage::Transaction& transaction, AttachmentId file, const std::string& recipient, Instant now) override {
        return links_.address(transaction, file, recipient, now);
    }
    Result<std::string> code_line(storage::Transaction& transaction, std::string_view link_id, Instant now) override {
        return links_.code_line(transaction, LinkId::parse(link_id).value_or(LinkId{}), now);
    }

private:
    Shelf shelf_;
    Keeper keeper_;
    Links links_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<AttachmentsModule>(context); }

}  // namespace steward::attachments
