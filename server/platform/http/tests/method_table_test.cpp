// The table that the server starts with: a method that does not say who may call it, for whose data and what is kept of it is refused.
#include "server/platform/http/method_table.h"

#include <google/protobuf/descriptor.pb.h>

#include <functional>

#include "server/platform/http/tests/house.h"
#include "steward/directory/v1/directory.pb.h"

namespace steward::http {
namespace {

using google::protobuf::MethodDescriptorProto;
using google::protobuf::MethodOptions;

// A service that no schema has, of one method: it renames a client.
class MadeUp {
public:
    explicit MadeUp(const std::function<void(MethodOptions&, Method&)>& spoil) {
        google::protobuf::FileDescriptorProto file;
        file.set_name("made_up.proto");
        file.set_package("made.up");
        file.add_dependency("steward/directory/v1/directory.proto");
        auto& service = *file.add_service();
        service.set_name("MadeUpService");
        MethodDescriptorProto& method = *service.add_method();
        method.set_name("RenameClient");
        method.set_input_type(".steward.directory.v1.UpdateClientRequest");
        method.set_output_type(".steward.directory.v1.Client");
        Method& rule = *method.mutable_options()->MutableExtension(steward::method);
        rule.set_post("/api/v1/clients/{client_id}/rename");
        rule.set_permission("client.write");
        rule.mutable_scope()->set_kind(Scope::CLIENT);
        rule.mutable_scope()->set_field("client_id");
        rule.mutable_scope()->set_resource("client");
        rule.set_audit("directory.client_renamed");
        rule.set_repeat(KEYED);
        rule.set_max_body_bytes(1024);
        rule.set_summary("Rename a client");
        spoil(*method.mutable_options(), rule);
        descriptor_ = pool_.BuildFile(file)->service(0)->method(0);
    }

    std::vector<BoundMethod> bound() const {
        return {{descriptor_, [](Call&, const google::protobuf::Message&) -> Result<std::unique_ptr<google::protobuf::Message>> {
                     return std::make_unique<directory::v1::Client>();
                 }}};
    }

private:
    google::protobuf::DescriptorPool pool_{directory::v1::Client::descriptor()->file()->pool()};
    const google::protobuf::MethodDescriptor* descriptor_ = nullptr;
};

struct Gap {
    const char* sentence;
    std::function<void(Method&)> spoil;
};

void PrintTo(const Gap& gap, std::ostream* out) { *out << gap.sentence; }

class Lacking : public ::testing::TestWithParam<Gap> {};

TEST(Methods, that_say_all_are_taken) {
    const MadeUp service([](MethodOptions&, Method&) {});
    const auto table = MethodTable::build(service.bound());
    ASSERT_TRUE(table) << table.error().message;
    ASSERT_EQ((*table)->methods().size(), 1U);
    EXPECT_EQ((*table)->methods()[0].verb, "POST");
}

TEST(Methods, without_any_annotation_are_refused) {
    const MadeUp service([](MethodOptions& options, Method&) { options.ClearExtension(steward::method); });
    const auto table = MethodTable::build(service.bound());
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, "http.incomplete_method");
    EXPECT_EQ(table.error().message, "made.up.MadeUpService.RenameClient has no (steward.method) option.\n");
}

TEST_P(Lacking, is_refused_with_the_method_and_the_gap_and_no_server_opens) {
    const MadeUp service([](MethodOptions&, Method& rule) { GetParam().spoil(rule); });
    const auto table = MethodTable::build(service.bound());
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, "http.incomplete_method");
    EXPECT_EQ(table.error().message, "made.up.MadeUpService.RenameClient " + std::string(GetParam().sentence) + ".\n");

    House house;
    const auto dispatcher = Dispatcher::open(service.bound(), {house.fresh->database(), house.authenticator, house.gate, {}, {}});
    ASSERT_FALSE(dispatcher);
    EXPECT_EQ(dispatcher.error().code, "http.incomplete_method");
}

const Gap gaps[] = {
    {"has no permission", [](Method& rule) { rule.clear_permission(); }},
    {"has no permission",
     [](Method& rule) {  // for everybody of the provider is not for everybody
         rule.clear_permission();
         rule.mutable_scope()->set_kind(Scope::INSTALLATION);
     }},
    {"has no scope", [](Method& rule) { rule.clear_scope(); }},
    {"names a scope field that its request lacks", [](Method& rule) { rule.mutable_scope()->set_field("owner_id"); }},
    {"does not say what its scope field names", [](Method& rule) { rule.mutable_scope()->clear_resource(); }},
    {"does not say what is audited", [](Method& rule) { rule.clear_audit(); }},
    {"does not say what a repeat does", [](Method& rule) { rule.clear_repeat(); }},
    {"must be SAFE exactly when it is a GET", [](Method& rule) { rule.set_repeat(SAFE); }},
    {"has no maximum body", [](Method& rule) { rule.clear_max_body_bytes(); }},
    {"has no summary", [](Method& rule) { rule.clear_summary(); }},
    {"has a name in its route that is no text field of its request", [](Method& rule) { rule.set_post("/api/v1/x/{owner_id}"); }},
};

INSTANTIATE_TEST_SUITE_P(Methods, Lacking, ::testing::ValuesIn(gaps));

// Without a route there is no verb either, and so more is wrong than one thing.
TEST(Methods, without_a_route_are_refused) {
    const MadeUp service([](MethodOptions&, Method& rule) { rule.clear_route(); });
    const auto table = MethodTable::build(service.bound());
    ASSERT_FALSE(table);
    EXPECT_TRUE(table.error().message.starts_with("made.up.MadeUpService.RenameClient has no route.\n")) << table.error().message;
}

TEST(Methods, need_no_permission_where_no_caller_is_needed_or_only_the_callers_own_is_touched) {
    for (const Scope::Kind kind : {Scope::PUBLIC, Scope::SELF}) {
        const MadeUp service([&](MethodOptions&, Method& rule) {
            rule.clear_permission();
            rule.mutable_scope()->Clear();
            rule.mutable_scope()->set_kind(kind);
        });
        const auto table = MethodTable::build(service.bound());
        EXPECT_TRUE(table) << table.error().message;
    }
}

TEST(Methods, that_nobody_answers_are_refused) {
    const MadeUp service([](MethodOptions&, Method&) {});
    auto bound = service.bound();
    bound[0].invoke = nullptr;
    const auto table = MethodTable::build(std::move(bound));
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().message, "made.up.MadeUpService.RenameClient has nobody who answers it.\n");
}

// One that is complete does not excuse another, and all that is wrong is said at once.
TEST(Methods, are_all_looked_at) {
    const MadeUp complete([](MethodOptions&, Method&) {}), without([](MethodOptions&, Method&rule) {
        rule.clear_permission();
        rule.clear_audit();
    });
    auto both = complete.bound();
    both.push_back(without.bound()[0]);
    const auto table = MethodTable::build(std::move(both));
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().message,
              "made.up.MadeUpService.RenameClient has no permission.\nmade.up.MadeUpService.RenameClient does not say what is audited.\n");
}

}  // namespace
}  // namespace steward::http
